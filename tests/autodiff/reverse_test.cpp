// Each vector-Jacobian product against finite differences of the naive reference, and on every device against the reference's.
#include "core/autodiff/reverse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/autodiff/trained_layers.h"
#include "core/nn/resnet.h"
#include "core/nn/transformer.h"
#include "tests/support/devices.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;

// What is derived by: inputs of the case.
using Wanted = std::vector<Tensor>;
struct VjpRow {
    std::string name;
    std::function<Tensor(KernelCase&, Wanted&)> build;
};

struct Derived {
    KernelCase given{DType::f32};
    std::vector<std::string> names;  // of the inputs derived by
};

std::string output_name(const std::string& input) {
    return "d" + input;
}

// loss = sum(weights y): "y" and the gradients are outputs.
std::unique_ptr<Derived> derive(const VjpRow& row) {
    auto derived = std::make_unique<Derived>();
    KernelCase& given = derived->given;
    Wanted wanted;
    const Tensor y = row.build(given, wanted);
    const int64_t count = element_count(y.shape());
    const Tensor product = ops::reshape(ops::mul(y, given.input(y.shape())), {1, count});
    const Tensor ones = ops::constant(given.graph, {count, 1}, std::vector<float>(static_cast<size_t>(count), 1.0f));
    const std::vector<Tensor> found = gradients(ops::matmul(product, ones), wanted);
    ops::output(given.graph, "y", y);
    for (size_t i = 0; i < wanted.size(); ++i) {
        derived->names.push_back(std::get<op::Input>(given.node(wanted[i]).op).name);
        EXPECT_EQ(found[i].shape(), wanted[i].shape());
        ops::output(given.graph, output_name(derived->names.back()), found[i]);
    }
    given.weigh_rest();
    return derived;
}

// Central differences of sum(weights y), summed in f64; `weights` is the input that was made last.
double difference(const Derived& derived, const std::string& name, size_t element, float step) {
    const KernelCase& given = derived.given;
    const std::string weights = "x" + std::to_string(given.inputs.size() - 1);
    const auto loss = [&](float by) {
        naive::Tensors inputs = given.inputs;
        inputs.at(name).values[element] += by;
        const naive::Tensors out = naive::evaluate(given.graph, inputs, given.weights);
        const auto &y = out.at("y").values, &w = inputs.at(weights).values;
        double sum = 0;
        for (size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(y[i]) * w[i];
        return sum;
    };
    return (loss(step) - loss(-step)) / (2.0 * step);
}

void expect_differences(const Derived& derived, const naive::Tensors& expected) {
    for (const std::string& name : derived.names) {
        const std::vector<float>& gradient = expected.at(output_name(name)).values;
        double largest = 0;
        for (const float value : gradient) largest = std::max(largest, std::abs(static_cast<double>(value)));
        EXPECT_GT(largest, 0) << name << " has no gradient to compare";
        const size_t stride = std::max<size_t>(1, gradient.size() / 7);
        for (size_t i = 0; i < gradient.size(); i += stride)
            EXPECT_NEAR(gradient[i], difference(derived, name, i, 0.02f), 4e-3 * largest) << name << "[" << i << "]";
    }
}

void expect_devices(const Derived& derived, const naive::Tensors& expected) {
    const KernelCase& given = derived.given;
    for (const auto& device : test::test_devices()) {
        for (const bool fuse : {true, false}) {
            SCOPED_TRACE(device->info().id + (fuse ? "" : " unfused"));
            const auto bank = device->make_bank(std::make_shared<test::HostWeights>(given.weights));
            const auto program = device->compile(given.graph, {.fuse = fuse});
            program->load(*bank, {}, {});
            test::write_inputs(*program, given.graph, given.inputs);
            program->run({});
            for (const std::string& name : derived.names)
                EXPECT_LE(test::kernel_error(program->read(output_name(name)), expected.at(output_name(name)).values), 5e-5) << name;
        }
    }
}

void expect_gradients(const std::vector<VjpRow>& rows) {
    for (const VjpRow& row : rows) {
        SCOPED_TRACE(row.name);
        const auto derived = derive(row);
        const naive::Tensors expected = naive::evaluate(derived->given.graph, derived->given.inputs, derived->given.weights);
        expect_differences(*derived, expected);
        expect_devices(*derived, expected);
    }
}

// An input that is derived by.
Tensor by(KernelCase& given, Wanted& wanted, Shape shape, test::Fill fill = {}) {
    wanted.push_back(given.input(std::move(shape), fill));
    return wanted.back();
}

TEST(Vjps, MatrixProducts) {
    std::vector<VjpRow> rows{{"linear", [](KernelCase& c, Wanted& w) { return ops::linear(by(c, w, {2, 3, 5}), "proj", 7); }}};
    for (const bool ta : {false, true}) {
        for (const bool tb : {false, true}) {
            const std::string turned = std::string(ta ? " a turned" : "") + (tb ? " b turned" : "");
            rows.push_back({"matmul" + turned, [=](KernelCase& c, Wanted& w) {
                                const Tensor a = by(c, w, ta ? Shape{5, 4} : Shape{4, 5}), b = by(c, w, tb ? Shape{3, 5} : Shape{5, 3});
                                return ops::matmul(a, b, ta, tb);
                            }});
            rows.push_back(
                {"matmul of many by one" + turned, [=](KernelCase& c, Wanted& w) {
                     const Tensor a = by(c, w, ta ? Shape{2, 5, 4} : Shape{2, 4, 5}), b = by(c, w, tb ? Shape{3, 5} : Shape{5, 3});
                     return ops::matmul(a, b, ta, tb);
                 }});
        }
    }
    expect_gradients(rows);
}

TEST(Vjps, Convolutions) {
    expect_gradients({{"3x3",
                       [](KernelCase& c, Wanted& w) {
                           return ops::conv2d(by(c, w, {1, 4, 5, 3}), "conv", 4, 3, 1, ops::Padding::same(1));
                       }},
                      {"stride 2",
                       [](KernelCase& c, Wanted& w) {
                           return ops::conv2d(by(c, w, {2, 6, 5, 4}), "conv", 3, 3, 2, ops::Padding::same(1));
                       }},
                      {"1x1",
                       [](KernelCase& c, Wanted& w) {
                           return ops::conv2d(by(c, w, {1, 3, 4, 5}), "conv", 2, 1, 1, {});
                       }},
                      {"enlarged", [](KernelCase& c, Wanted& w) {
                           return ops::upsample_nearest(by(c, w, {1, 3, 2, 4}), 6, 5);
                       }}});
}

TEST(Vjps, Norms) {
    expect_gradients({{"group norm",
                       [](KernelCase& c, Wanted& w) {
                           return ops::group_norm(by(c, w, {2, 3, 4, 6}), "norm", 3, 1e-5f);
                       }},
                      {"layer norm",
                       [](KernelCase& c, Wanted& w) {
                           return ops::layer_norm(by(c, w, {2, 3, 8}), "norm", 1e-5f);
                       }},
                      {"rms norm",
                       [](KernelCase& c, Wanted& w) {
                           return ops::rms_norm(by(c, w, {2, 3, 8}), "norm", 1e-5f);
                       }},
                      {"modulated layer norm", [](KernelCase& c, Wanted& w) {
                           const Tensor x = by(c, w, {4, 8}), scale = by(c, w, {8}), shift = by(c, w, {8});
                           return ops::layer_norm(x, scale, shift, 1e-5f);
                       }}});
}

TEST(Vjps, Attention) {
    std::vector<VjpRow> rows;
    for (const Mask mask : {Mask::none, Mask::causal}) {
        rows.push_back({mask == Mask::none ? "attention" : "causal attention", [=](KernelCase& c, Wanted& w) {
                            const int64_t keys = mask == Mask::none ? 7 : 5;
                            const Tensor q = by(c, w, {2, 5, 6}), k = by(c, w, {2, keys, 6}), v = by(c, w, {2, keys, 6});
                            return ops::attention(q, k, v, 2, mask);
                        }});
    }
    rows.push_back({"keys alone", [](KernelCase& c, Wanted& w) {
                        const Tensor q = c.input({1, 5, 6}), v = c.input({1, 4, 6});
                        return ops::attention(q, by(c, w, {1, 4, 6}), v, 1);
                    }});
    expect_gradients(rows);
}

TEST(Vjps, Elementwise) {
    std::vector<VjpRow> rows;
    for (const Unary kind : {Unary::silu, Unary::gelu_erf, Unary::gelu_tanh, Unary::quick_gelu, Unary::sigmoid, Unary::tanh})
        rows.push_back({std::string(unary_name(kind)), [=](KernelCase& c, Wanted& w) {
                            return ops::unary(by(c, w, {3, 7}, {0, 3}), kind);
                        }});
    rows.push_back({"relu", [](KernelCase& c, Wanted& w) { return ops::unary(by(c, w, {3, 7}, {1, 0.5f}), Unary::relu); }});
    rows.push_back({"affine", [](KernelCase& c, Wanted& w) { return ops::affine(by(c, w, {3, 7}), -2.5f, 1); }});
    using Both = Tensor (*)(Tensor, Tensor);
    for (const auto& [name, op] : {std::pair<const char*, Both>("add", ops::add), {"sub", ops::sub}, {"mul", ops::mul}}) {
        for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{{{2, 3, 4, 5}, {2, 3, 4, 5}},
                                                                       {{2, 3, 4, 5}, {2, 5}},
                                                                       {{2, 3, 4, 5}, {1, 3, 1, 5}},
                                                                       {{2, 3, 5}, {1, 1, 5}},
                                                                       {{2, 3, 5}, {2, 3, 1}}})
            rows.push_back({std::string(name) + " " + shape_text(b), [=, op = op, a = a, b = b](KernelCase& c, Wanted& w) {
                                const Tensor left = by(c, w, a);
                                return op(left, by(c, w, b));
                            }});
    }
    rows.push_back({"a square", [](KernelCase& c, Wanted& w) {
                        const Tensor x = by(c, w, {3, 5});
                        return ops::mul(x, x);
                    }});
    expect_gradients(rows);
}

TEST(Vjps, Shapes) {
    expect_gradients({{"concat",
                       [](KernelCase& c, Wanted& w) {
                           const Tensor a = by(c, w, {2, 3, 4}), other = c.input({2, 2, 4}), b = by(c, w, {2, 1, 4});
                           return ops::concat({a, other, b}, 1);
                       }},
                      {"slice",
                       [](KernelCase& c, Wanted& w) {
                           return ops::slice(by(c, w, {2, 7, 3}), 1, 2, 3);
                       }},
                      {"two halves",
                       [](KernelCase& c, Wanted& w) {
                           const Tensor x = by(c, w, {3, 8});
                           return ops::mul(ops::slice(x, -1, 4, 4), ops::silu(ops::slice(x, -1, 0, 4)));
                       }},
                      {"slices that overlap",
                       [](KernelCase& c, Wanted& w) {
                           const Tensor x = by(c, w, {3, 8});
                           return ops::add(ops::mul(ops::slice(x, -1, 1, 4), ops::slice(x, -1, 3, 4)), ops::slice(ops::silu(x), 1, 0, 4));
                       }},
                      {"reshape", [](KernelCase& c, Wanted& w) {
                           return ops::silu(ops::reshape(by(c, w, {2, 6}), {3, 4}));
                       }}});
}

// Blocks as the UNet has them, with all that is between.
TEST(Vjps, BlocksOfTheUnet) {
    expect_gradients({{"resnet",
                       [](KernelCase& c, Wanted& w) {
                           return nn::resnet(by(c, w, {1, 4, 4, 8}), c.input({1, 6}), "resnet", 4, {2, 1e-5f});
                       }},
                      {"transformer", [](KernelCase& c, Wanted& w) {
                           return nn::spatial_transformer(by(c, w, {1, 2, 3, 8}), c.input({1, 5, 6}), "transformer", {1, 2, 2, true});
                       }}});
}

// Two layers with a change of this kind, by all that is trained of them.
Tensor changed_layers(KernelCase& c, Wanted& w, const LowRankShape& shape) {
    const Tensor x = c.input({1, 5, 12});
    ops::output(c.graph, "y", ops::linear(ops::silu(ops::linear(x, "a", 8)), "b", 6));
    LowRankGraph made = with_low_rank(
        c.graph, [](const std::string&) { return true; }, shape);
    c.graph = std::move(made.graph);
    const Tensor y(&c.graph, c.graph.outputs.front().value);
    c.graph.outputs.clear();
    KernelCase numbers(DType::f32);
    for (const ValueId id : c.graph.inputs) {
        const std::string name = std::get<op::Input>(c.graph.nodes[id].op).name;
        if (c.inputs.contains(name)) continue;
        const Shape extents = c.graph.nodes[id].shape;
        c.inputs[name] = {extents, numbers.values(numbers.input(extents))};
        w.emplace_back(&c.graph, id);
    }
    return y;
}

// DoRA is not here: the lengths of its rows count as constants, a difference would go through them.
TEST(Vjps, TrainedChanges) {
    const std::vector<std::pair<std::string, LowRankShape>> shapes{{"lora", {TrainedKind::lora, 2, 3}},
                                                                   {"loha", {TrainedKind::loha, 2, 3}},
                                                                   {"lokr", {TrainedKind::lokr, 1, 2, 2}},
                                                                   {"lokr of whole matrices", {TrainedKind::lokr, 9, 2}}};
    std::vector<VjpRow> rows;
    for (const auto& [name, shape] : shapes)
        rows.push_back({name, [shape](KernelCase& c, Wanted& w) { return changed_layers(c, w, shape); }});
    expect_gradients(rows);
}

TEST(Vjps, ARowThatIsTaken) {
    expect_gradients({{"take_row", [](KernelCase& c, Wanted& w) { return ops::take_row(by(c, w, {3, 5, 4}), c.ids({3}, 5)); }}});
}

TEST(LowRankPass, FactorsAreLyCoris) {
    using Pair = std::pair<int64_t, int64_t>;
    EXPECT_EQ(factorized(128, -1), Pair(8, 16));
    EXPECT_EQ(factorized(360, 16), Pair(15, 24));
    EXPECT_EQ(factorized(250, 8), Pair(5, 50));
    EXPECT_EQ(factorized(127, 4), Pair(1, 127));
    EXPECT_EQ(factorized(1024, 4), Pair(4, 256));
}

TEST(LowRankPass, AddsAFactoredChangeToEachLayerThatIsWanted) {
    Graph traced;
    const Tensor x = ops::input(traced, "x", {2, 3, 4}, DType::f32, Rate::step);
    const Tensor h = ops::silu(ops::linear(x, "b.to_q", 5));
    ops::output(traced, "y", ops::add(ops::linear(h, "a.to_q", 6), ops::linear(h, "a.other", 6)));
    const LowRankGraph made =
        with_low_rank(traced, [](const std::string& name) { return name.ends_with("to_q"); }, {TrainedKind::lora, 2, 1.0});
    ASSERT_EQ(made.modules.size(), 2u);
    EXPECT_EQ(made.modules[0].name, "a.to_q");
    EXPECT_EQ(made.modules[1].name, "b.to_q");
    EXPECT_EQ(made.modules[1].inputs, 4);
    EXPECT_EQ(made.modules[1].outputs, 5);

    // The same as the layer with W + scale B A.
    KernelCase given(DType::f32);
    given.graph = made.graph;
    given.weigh_rest();
    naive::Tensors inputs, weights = given.weights;
    KernelCase numbers(DType::f32);
    const auto draw = [&](Shape shape) {
        const Tensor drawn = numbers.input(shape);
        return naive::HostTensor{shape, numbers.values(drawn)};
    };
    inputs["x"] = draw({2, 3, 4});
    for (const LowRankModule& module : made.modules) {
        const naive::HostTensor &a = inputs[module.factors[0].input] = draw({2, module.inputs}),
                                &b = inputs[module.factors[1].input] = draw({module.outputs, 2});
        for (int64_t o = 0; o < module.outputs; ++o) {
            for (int64_t i = 0; i < module.inputs; ++i) {
                for (int64_t r = 0; r < 2; ++r)
                    weights[module.name + ".weight"].values[o * module.inputs + i] +=
                        0.5f * b.values[o * 2 + r] * a.values[r * module.inputs + i];
            }
        }
    }
    const auto expected = naive::evaluate(traced, {{"x", inputs["x"]}}, weights).at("y").values;
    EXPECT_LE(test::kernel_error(naive::evaluate(made.graph, inputs, given.weights).at("y").values, expected), 1e-5);
}

TEST(ReversePass, BuildsNothingThatLeadsToNoTrainedValue) {
    KernelCase given(DType::f32);
    const Tensor frozen = ops::linear(ops::silu(given.input({2, 4})), "frozen", 4);
    const Tensor a = given.input({3, 4});
    const Tensor y = ops::matmul(frozen, a, false, true);
    const Tensor loss = ops::matmul(ops::reshape(ops::mul(y, y), {1, 6}), ops::constant(given.graph, {6, 1}, std::vector<float>(6, 1)));
    gradients(loss, std::vector<Tensor>{a});
    for (const Node& node : given.graph.nodes) {
        const auto* linear = std::get_if<op::Linear>(&node.op);
        EXPECT_FALSE(linear != nullptr && linear->transposed);
        EXPECT_FALSE(std::holds_alternative<op::UnaryGrad>(node.op));
    }
}

TEST(ReversePass, SaysWhereThereIsNoWayBack) {
    KernelCase given(DType::f32);
    const Tensor a = given.input({2, 3}), b = given.input({1, 1});
    EXPECT_THROW(gradients(b, std::vector<Tensor>{a}), Error);  // a does not lead to b
    EXPECT_THROW(gradients(a, std::vector<Tensor>{a}), Error);  // not a single number
    const Tensor taken = ops::gather(a, given.ids({1}, 2));
    const Tensor loss = ops::matmul(taken, ops::constant(given.graph, {3, 1}, {1, 1, 1}));
    EXPECT_THROW(gradients(loss, std::vector<Tensor>{a}), Error);  // through a choice of rows
}

}  // namespace
}  // namespace imagelab
