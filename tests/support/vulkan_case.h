#pragma once
// A small network on a Vulkan device of its own options: what the tests of the runtime run.
#include "gpu/vulkan_devices.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab::test {

// x0 [64, 96] through `layers` blocks of linear 96 -> 192, SiLU, linear 192 -> 96, norm; the prompt x1 [1, 96] is added once transformed.
KernelCase tower(int layers, DType dtype = DType::f32);

// Every Vulkan device of this machine, validation on where the layer is there.
std::vector<std::unique_ptr<Device>> vulkan_devices(VulkanOptions options = {});

// Compiled, loaded, fed and run once.
struct TowerRun {
    TowerRun(Device& device, const KernelCase& given, const CompileOptions& options = {});
    void load();
    std::vector<float> run();
    std::unique_ptr<WeightBank> bank;
    std::unique_ptr<Program> program;
    const KernelCase& given;
};

std::vector<float> expected(const KernelCase& given);

}  // namespace imagelab::test
