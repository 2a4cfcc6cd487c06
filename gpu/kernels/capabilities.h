#pragma once
// What a Vulkan device can do, as plain data: kernels choose their variants by it and never see Vulkan itself.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace imagelab::gpu {

enum class DeviceType : uint8_t { discrete, integrated, virtual_gpu, software };

// A product the device multiplies in one instruction across a subgroup (VK_KHR_cooperative_matrix): m x k times k x n.
struct MatrixShape {
    enum class Element : uint8_t { f16, bf16 };
    uint32_t m = 0, n = 0, k = 0;
    Element input = Element::f16;  // of both factors; the accumulator is f32
};

struct Capabilities {
    DeviceType type = DeviceType::software;
    std::string name, driver;  // driver with its version
    uint32_t vendor_id = 0;
    std::string pci_address;  // "0000:01:00.0"; empty: not told
    std::array<uint8_t, 16> pipeline_cache_id{};
    uint32_t subgroup_size = 1, min_subgroup_size = 1, max_subgroup_size = 1;
    bool subgroup_size_control = false;  // a pipeline may ask for its size
    bool subgroup_arithmetic = false, subgroup_shuffle = false;
    bool storage16 = false;       // 16-bit words in buffers: f16 and bf16 tensors
    bool arithmetic_f16 = false;  // f16 in registers
    bool arithmetic_i64 = false;  // 64-bit integers
    bool memory_model = false;    // vulkanMemoryModel, which cooperative matrices need
    std::vector<MatrixShape> matrix_shapes;
    uint32_t shared_bytes = 16384;  // of one workgroup
    uint32_t max_invocations = 128;
    // llvmpipe leaves every loop, silently, once an invocation has taken 65535 steps in all of its loops together (Mesa's
    // LP_MAX_TGSI_LOOP_ITERATIONS).
    int64_t max_loop_steps = INT64_MAX;
    std::array<uint32_t, 3> max_groups{65535, 65535, 65535};
    int64_t max_allocation_bytes = 0;  // maxMemoryAllocationSize
    bool memory_budget = false;        // VK_EXT_memory_budget
    bool host_visible_device_memory = false;
};

}  // namespace imagelab::gpu
