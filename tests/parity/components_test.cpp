// Every network of the small models, read from its folder by the program's own loader and run on the CPU device, against diffusers and
// transformers: within 1e-4 of the largest value in f32, 3e-2 in bf16.
#include <gtest/gtest.h>

#include "core/cpu/cpu_device.h"
#include "core/families/model_files.h"
#include "tests/support/golden.h"
#include "tests/support/network_cases.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {

std::shared_ptr<const WeightMap> weights_of(const ModelFiles& files, const std::string& component) {
    for (const ModelPart& part : files.parts()) {
        if (part.name == component) return part.weights;
    }
    throw Error("no component " + component);
}

void write_inputs(Program& program, const Graph& graph, const naive::Tensors& inputs) {
    for (ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        const std::string& name = std::get<op::Input>(node.op).name;
        const auto& values = inputs.at(name).values;
        if (node.dtype == DType::i32) {
            program.write(name, std::span<const int32_t>(std::vector<int32_t>(values.begin(), values.end())));
        } else {
            program.write(name, std::span<const float>(values));
        }
    }
}

// "unet 2", "text_encoder hidden_states.1"
std::string component_name(const test::NetworkCase& network, const std::string& output) {
    const std::string name = network.name.substr(network.model.size() + 1);
    return network.expected.size() > 1 ? name + " " + output : name;
}

void expect_components(DType dtype, double bound) {
    const auto device = make_cpu_device();
    for (const test::NetworkCase& network : test::network_cases(dtype)) {
        const auto files = open_model(test::small_model_dir(network.model));
        ASSERT_TRUE(files) << files.error();
        const auto program = device->compile(network.graph);
        const auto bank = device->make_bank(weights_of(**files, network.component));
        program->load(*bank, nullptr, {});
        write_inputs(*program, network.graph, network.inputs);
        program->run({});
        for (const auto& [output, expected] : network.expected) {
            const double error = test::relative_error({expected.shape, program->read(output)}, expected);
            test::expect_parity(component_name(network, output) + (dtype == DType::f32 ? " f32" : " bf16"), network.model, error, bound);
        }
    }
}

TEST(ParityComponents, WithinOneTenThousandthInF32) {
    expect_components(DType::f32, 1e-4);
}

TEST(ParityComponents, WithinThreeHundredthsInBf16) {
    const auto dtypes = make_cpu_device()->info().dtypes;
    if (std::find(dtypes.begin(), dtypes.end(), DType::bf16) == dtypes.end()) GTEST_SKIP() << "this processor has no bf16";
    expect_components(DType::bf16, 3e-2);
}

}  // namespace
}  // namespace imagelab
