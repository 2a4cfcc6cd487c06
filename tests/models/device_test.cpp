// Every network of the small models against diffusers and transformers, on every device.
#include <gtest/gtest.h>

#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"
#include "tests/support/network_cases.h"

namespace imagelab {
namespace {

void expect_expected(Device& device, const test::NetworkCase& network, bool fuse) {
    SCOPED_TRACE(network.name + " " + std::string(dtype_name(network.graph.compute)) + (fuse ? "" : " not fused") + " on " +
                 device.info().id);
    const auto bank = device.make_bank(std::make_shared<test::HostWeights>(test::read_weights(network.model, network.component)));
    const auto program = device.compile(network.graph, {.fuse = fuse});
    program->load(*bank, {}, {});
    EXPECT_EQ(bank->bytes(), program->memory().weight_bytes);
    test::write_inputs(*program, network.graph, network.inputs);
    program->run({});
    for (const auto& [name, value] : network.expected) {
        const std::vector<float> actual = program->read(name);
        EXPECT_LE(test::relative_error({value.shape, actual}, value), network.graph.compute == DType::f32 ? 1e-5 : 3e-2) << name;
    }
    const std::string& first = network.graph.outputs[0].name;
    const std::vector<float> once = program->read(first);
    program->run({});
    EXPECT_EQ(test::different_bits(program->read(first), once), 0u) << "another run gave other bits";
}

void expect_all(bool fuse) {
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            for (const test::NetworkCase& network : test::network_cases(dtype)) expect_expected(*device, network, fuse);
        }
    }
}

TEST(DeviceModels, EqualDiffusersAndTransformers) {
    expect_all(true);
}
TEST(DeviceModels, EqualDiffusersAndTransformersUnfused) {
    expect_all(false);
}

}  // namespace
}  // namespace imagelab
