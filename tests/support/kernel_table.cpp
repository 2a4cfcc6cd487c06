#include "tests/support/kernel_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/weights/convert.h"
#include "tests/support/devices.h"
#include "tests/support/host_weights.h"

namespace imagelab::test {

using naive::HostTensor;

HostTensor KernelCase::draw(Shape shape, Fill fill) {
    std::uniform_real_distribution<float> uniform(fill.mean - fill.spread, fill.mean + fill.spread);
    HostTensor tensor{std::move(shape), {}};
    for (int64_t i = 0; i < element_count(tensor.shape); ++i) {
        const float value = uniform(random_);
        tensor.values.push_back(graph.compute == DType::bf16  ? bf16_to_f32(f32_to_bf16(value))
                                : graph.compute == DType::f16 ? f16_to_f32(f32_to_f16(value))
                                                              : value);
    }
    return tensor;
}

Tensor KernelCase::input(Shape shape, Fill fill, Rate rate) {
    const std::string name = "x" + std::to_string(inputs.size());
    inputs[name] = draw(shape, fill);
    return ops::input(graph, name, std::move(shape), DType::f32, rate);
}

Tensor KernelCase::ids(Shape shape, int64_t below, Rate rate) {
    const std::string name = "ids" + std::to_string(inputs.size());
    HostTensor& tensor = inputs[name] = {shape, {}};
    for (int64_t i = 0; i < element_count(shape); ++i)
        tensor.values.push_back(static_cast<float>(i == 0 ? below - 1 : random_() % static_cast<uint64_t>(below)));
    return ops::input(graph, name, std::move(shape), DType::i32, rate);
}

void KernelCase::weigh(const std::string& name, Shape shape, Fill fill) {
    weights[name] = draw(std::move(shape), fill);
}

void KernelCase::weigh_rest() {
    const auto add = [&](const WeightRef& ref, Fill fill) {
        if (ref.parts.size() == 1 && ref.parts[0].rows < 0 && !weights.contains(ref.parts[0].name))
            weigh(ref.parts[0].name, ref.shape, fill);
    };
    const auto matrix = [&](const WeightRef& ref) {
        const auto terms = static_cast<float>(element_count(ref.shape) / ref.shape[0]);
        add(ref, {0, std::sqrt(3 / terms)});
    };
    for (const Node& node : graph.nodes) {
        if (const auto* linear = std::get_if<op::Linear>(&node.op)) matrix(linear->weight), add(linear->bias, {});
        if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) matrix(conv->weight), add(conv->bias, {});
        if (const auto* norm = std::get_if<op::GroupNorm>(&node.op)) add(norm->gamma, {1, 0.5f}), add(norm->beta, {});
        if (const auto* norm = std::get_if<op::LayerNorm>(&node.op)) add(norm->gamma, {1, 0.5f}), add(norm->beta, {});
        if (const auto* norm = std::get_if<op::GroupNormGrad>(&node.op)) add(norm->gamma, {1, 0.5f});
        if (const auto* norm = std::get_if<op::LayerNormGrad>(&node.op)) add(norm->gamma, {1, 0.5f});
        if (const auto* embedding = std::get_if<op::Embedding>(&node.op)) add(embedding->table, {});
        if (const auto* weight = std::get_if<op::Weight>(&node.op)) add(weight->weight, {});
    }
}

void write_inputs(Program& program, const Graph& graph, const naive::Tensors& inputs) {
    for (ValueId id : graph.inputs) {
        const std::string& name = std::get<op::Input>(graph.nodes[id].op).name;
        const std::vector<float>& values = inputs.at(name).values;
        if (graph.nodes[id].dtype == DType::i32)
            program.write(name, std::vector<int32_t>(values.begin(), values.end()));
        else
            program.write(name, values);
    }
}

double kernel_error(const std::vector<float>& actual, const std::vector<float>& expected) {
    if (actual.size() != expected.size()) return INFINITY;
    double difference = 0, largest = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        const bool same = std::isnan(expected[i]) ? std::isnan(actual[i]) : actual[i] == expected[i];
        if (!std::isfinite(expected[i]) || !std::isfinite(actual[i])) {
            if (!same) return INFINITY;
            continue;
        }
        difference = std::max(difference, std::abs(static_cast<double>(actual[i]) - expected[i]));
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    }
    return largest > 0 ? difference / largest : difference > 0 ? INFINITY : 0;
}

size_t different_bits(const std::vector<float>& actual, const std::vector<float>& expected) {
    size_t different = actual.size() == expected.size() ? 0 : expected.size();
    for (size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) different += std::memcmp(&actual[i], &expected[i], 4) != 0;
    return different;
}

namespace {

naive::Tensors all_nan(const Graph& graph, naive::Tensors inputs) {
    for (ValueId id : graph.inputs) {
        if (graph.nodes[id].dtype != DType::f32) continue;
        for (float& value : inputs.at(std::get<op::Input>(graph.nodes[id].op).name).values) value = NAN;
    }
    return inputs;
}

// The reference as the output's storage can hold it: f16 ends at 65504 and at 6e-8.
std::vector<float> expected_of(const KernelCase& given) {
    std::vector<float> values = naive::evaluate(given.graph, given.inputs, given.weights).at("y").values;
    if (given.graph.nodes[given.graph.outputs[0].value].dtype == DType::f16) {
        for (float& value : values) value = f16_to_f32(f32_to_f16(value));
    }
    return values;
}

void expect_row(Device& device, const KernelCase& given, const CompileOptions& options, const std::vector<float>& expected,
                double allowed) {
    const auto bank = device.make_bank(std::make_shared<HostWeights>(given.weights));
    const auto program = device.compile(given.graph, options);
    program->load(*bank, {}, {});
    write_inputs(*program, given.graph, all_nan(given.graph, given.inputs));
    program->run({});
    write_inputs(*program, given.graph, given.inputs);
    program->run({});
    const std::vector<float> actual = program->read("y");
    EXPECT_LE(kernel_error(actual, expected), allowed);
    program->run({});
    EXPECT_EQ(different_bits(program->read("y"), actual), 0u) << "another run gave other bits";
}

bool multiplies(const Graph& graph) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                       [](const Node& node) { return std::holds_alternative<op::Linear>(node.op); });
}

}  // namespace

void expect_reference(const std::vector<KernelRow>& rows) {
    for (const auto& device : test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            for (const KernelRow& row : rows) {
                SCOPED_TRACE(row.name + ", " + std::string(dtype_name(dtype)) + " on " + device->info().id);
                KernelCase given(dtype);
                ops::output(given.graph, "y", row.build(given));
                given.weigh_rest();
                try {
                    const std::vector<float> expected = expected_of(given);
                    const double allowed = dtype == DType::f32 ? row.f32 : row.bf16;
                    expect_row(*device, given, {}, expected, allowed);
                    if (device->info().id == "cpu" && multiplies(given.graph)) {
                        SCOPED_TRACE("weights in place");
                        expect_row(*device, given, {.weights_in_place = true}, expected, allowed);
                    }
                } catch (const std::exception& error) {
                    ADD_FAILURE() << error.what();
                }
            }
        }
    }
}

}  // namespace imagelab::test
