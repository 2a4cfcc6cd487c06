// The naive reference gives a fused node the value of the plain nodes it stands for.
#include <gtest/gtest.h>

#include <cmath>

#include "core/ops/ops.h"
#include "tests/support/golden.h"

namespace imagelab {
namespace {

naive::HostTensor waves(Shape shape, float frequency) {
    naive::HostTensor tensor{shape, {}};
    for (int64_t i = 0; i < element_count(shape); ++i) tensor.values.push_back(std::sin(frequency * static_cast<float>(i + 1)));
    return tensor;
}

class FusedReference : public testing::Test {
  protected:
    Tensor given(const std::string& name, Shape shape) {
        inputs_.try_emplace(name, waves(shape, 0.37f + 0.11f * static_cast<float>(inputs_.size())));
        return ops::input(graph_, name, shape, DType::f32, Rate::step);
    }
    void weigh(const std::string& name, Shape shape) { weights_[name] = waves(shape, 0.53f + 0.07f * static_cast<float>(weights_.size())); }
    Node& node(Tensor x) { return graph_.nodes[x.id()]; }

    void expect_equal(Tensor fused, Tensor plain) {
        ops::output(graph_, "fused", fused);
        ops::output(graph_, "plain", plain);
        const auto outputs = naive::evaluate(graph_, inputs_, weights_);
        EXPECT_LE(test::relative_error(outputs.at("fused"), outputs.at("plain")), 1e-6);
    }

    Graph graph_;
    naive::Tensors inputs_, weights_;
};

TEST_F(FusedReference, LinearActivationAndResidual) {
    weigh("proj.weight", {3, 5}), weigh("proj.bias", {3});
    const Tensor x = given("x", {2, 7, 5}), r = given("r", {2, 7, 3});
    const Tensor plain = ops::add(ops::silu(ops::linear(x, "proj", 3)), r);
    const Tensor fused = ops::linear(x, "proj", 3);
    std::get<op::Linear>(node(fused).op).activation = Unary::silu;
    node(fused).residual = r.id();
    expect_equal(fused, plain);
}

TEST_F(FusedReference, GatedLinearOverHalvesOfOneWeight) {
    weigh("both.weight", {6, 5}), weigh("both.bias", {6});
    const Tensor x = given("x", {2, 7, 5});
    const Tensor both = ops::linear(x, "both", 6);
    const Tensor plain = ops::mul(ops::slice(both, -1, 0, 3), ops::unary(ops::slice(both, -1, 3, 3), Unary::gelu_erf));
    const auto half = [&](int64_t begin, Unary activation) {
        const Tensor y = ops::linear(x, "both", 3);
        node(y).op = op::Linear{{{{"both.weight", begin, 3}}, {3, 5}}, {{{"both.bias", begin, 3}}, {3}}, activation};
        return y;
    };
    const Tensor gate = half(3, Unary::gelu_erf), fused = half(0, Unary::none);
    node(fused).factor = gate.id();
    expect_equal(fused, plain);
}

TEST_F(FusedReference, AttentionReadsColumnsOfOneProjection) {
    const Tensor x = given("x", {2, 7, 5});
    std::vector<Tensor> parts;
    op::Linear whole{{{}, {18, 5}}, {{}, {18}}};
    for (const char* name : {"q", "k", "v"}) {
        const std::string weight = std::string(name) + ".weight", bias = std::string(name) + ".bias";
        weigh(weight, {6, 5}), weigh(bias, {6});
        parts.push_back(ops::linear(x, name, 6));
        whole.weight.parts.push_back({weight});
        whole.bias.parts.push_back({bias});
    }
    const Tensor plain = ops::attention(parts[0], parts[1], parts[2], 2, Mask::causal);
    const Tensor qkv = ops::linear(x, "qkv", 18);
    node(qkv).op = whole;
    const Tensor fused = ops::attention(parts[0], parts[1], parts[2], 2, Mask::causal);
    node(fused).inputs = {qkv.id(), qkv.id(), qkv.id()};
    auto& attention = std::get<op::Attention>(node(fused).op);
    attention.k_column = 6;
    attention.v_column = 12;
    expect_equal(fused, plain);
}

TEST_F(FusedReference, GroupNormAddendAndActivation) {
    weigh("norm.weight", {6}), weigh("norm.bias", {6});
    const Tensor x = given("x", {2, 3, 5, 6}), e = given("e", {2, 6});
    const Tensor plain = ops::silu(ops::group_norm(ops::add(x, e), "norm", 3, 1e-5f));
    const Tensor fused = ops::group_norm(x, "norm", 3, 1e-5f);
    std::get<op::GroupNorm>(node(fused).op).activation = Unary::silu;
    node(fused).residual = e.id();
    expect_equal(fused, plain);
}

TEST_F(FusedReference, ConvolutionActivationAndResidual) {
    weigh("conv.weight", {3, 2, 3, 3}), weigh("conv.bias", {3});
    const Tensor x = given("x", {2, 3, 5, 2}), r = given("r", {2, 3, 5, 3});
    const Tensor plain = ops::add(ops::silu(ops::conv2d(x, "conv", 3, 3, 1, ops::Padding::same(1))), r);
    const Tensor fused = ops::conv2d(x, "conv", 3, 3, 1, ops::Padding::same(1));
    std::get<op::Conv2d>(node(fused).op).activation = Unary::silu;
    node(fused).residual = r.id();
    expect_equal(fused, plain);
}

TEST_F(FusedReference, MissingAndMisshapenTensorsAreNamed) {
    const Tensor y = ops::linear(given("x", {2, 5}), "proj", 3, ops::Bias::no);
    ops::output(graph_, "y", y);
    const auto message = [&] {
        try {
            naive::evaluate(graph_, inputs_, weights_);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(message().find("proj.weight"), std::string::npos);
    weigh("proj.weight", {5, 3});
    EXPECT_NE(message().find("[5, 3], expected [3, 5]"), std::string::npos);
    inputs_["x"] = waves({5, 2}, 1);
    EXPECT_NE(message().find("\"x\" is [5, 2], expected [2, 5]"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
