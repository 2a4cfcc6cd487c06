#include "tests/support/vulkan_case.h"

#include "gpu/vulkan/instance.h"
#include "tests/support/devices.h"

namespace imagelab::test {

KernelCase tower(int layers, DType dtype) {
    KernelCase given(dtype);
    Tensor x = given.input({64, 96});
    const Tensor prompt = ops::linear(ops::linear(given.input({1, 96}, {}, Rate::prompt), "prompt.0", 160), "prompt.1", 96);
    for (int i = 0; i < layers; ++i) {
        const std::string name = "layer." + std::to_string(i);
        Tensor y = ops::linear(ops::silu(ops::linear(x, name + ".up", 192)), name + ".down", 96);
        x = ops::layer_norm(ops::add(y, x), name + ".norm", 1e-5f);
    }
    ops::output(given.graph, "y", ops::add(x, prompt));
    given.weigh_rest();
    return given;
}

std::vector<std::unique_ptr<Device>> vulkan_devices(VulkanOptions options) {
    test_devices();  // shows the loader every driver
    options.validation = gpu::validation_installed();
    return make_vulkan_devices(options);
}

TowerRun::TowerRun(Device& device, const KernelCase& given, const CompileOptions& options) : given(given) {
    bank = device.make_bank(std::make_shared<HostWeights>(given.weights));
    program = device.compile(given.graph, options);
}

void TowerRun::load() {
    program->load(*bank, {}, {});
}

std::vector<float> TowerRun::run() {
    write_inputs(*program, given.graph, given.inputs);
    program->run({});
    return program->read("y");
}

std::vector<float> expected(const KernelCase& given) {
    return naive::evaluate(given.graph, given.inputs, given.weights).at("y").values;
}

}  // namespace imagelab::test
