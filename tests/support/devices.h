#pragma once
#include <memory>
#include <vector>

#include "core/device/device.h"

namespace imagelab::test {

// Every device found on this machine, made once: the processor, and every Vulkan device, software drivers included, with the validation
// layer on where it is installed. A machine without lavapipe fails, unless IMAGELAB_TEST_DEVICES=cpu leaves Vulkan out. The kernel table,
// the programs and the small models run on each, in each dtype it offers. What the layer says fails the test that made it say so, and what
// it says when the devices go fails the run.
const std::vector<std::unique_ptr<Device>>& test_devices();

}  // namespace imagelab::test
