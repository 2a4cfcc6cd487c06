#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/graph/dtype.h"
#include "gpu/vulkan/logical_device.h"

namespace imagelab::gpu {

// One small case of each op family in each dtype against plain loops in f64. Returns what is wrong, "linear in f16 is off by 0.4 of its
// largest value", or nothing. A pass is remembered in `folder` (empty: nowhere) for this device, driver and these shaders. Throws
// DeviceLost, OutOfMemory.
std::string self_test(const std::shared_ptr<LogicalDevice>& device, const std::vector<DType>& dtypes, const std::filesystem::path& folder);

// The cases alone. spoiled_by: added to the first element of each weight, for a test of the test.
std::string run_self_test(const std::shared_ptr<LogicalDevice>& device, const std::vector<DType>& dtypes, float spoiled_by = 0);

}  // namespace imagelab::gpu
