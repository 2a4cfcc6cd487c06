#include <gtest/gtest.h>

#include "core/ops/ops.h"

namespace imagelab {
namespace {

TEST(GraphText, OneLineANode) {
    Graph graph;
    graph.compute = DType::bf16;
    const Tensor x = ops::input(graph, "x", {1, 4, 6, 8}, DType::f32, Rate::step);
    const Tensor h = ops::silu(ops::group_norm(x, "norm", 4, 1e-5f));
    const Tensor y = ops::conv2d(h, "conv", 16, 3, 2, {0, 0, 1, 1});
    const Tensor tokens = ops::reshape(y, {1, 6, 16});
    ops::output(graph, "out", ops::attention(tokens, tokens, tokens, 2, Mask::causal));
    EXPECT_EQ(graph.text(),
              "%0 = input [1, 4, 6, 8] f32 () \"x\" per step\n"
              "%1 = group_norm [1, 4, 6, 8] bf16 (%0) w=norm.weight b=norm.bias groups=4 eps=1e-05\n"
              "%2 = silu [1, 4, 6, 8] bf16 (%1)\n"
              "%3 = conv2d [1, 2, 3, 16] bf16 (%2) w=conv.weight b=conv.bias stride=2 pad=0,0,1,1\n"
              "%4 = reshape [1, 6, 16] bf16 (%3)\n"
              "%5 = attention [1, 6, 16] bf16 (%4, %4, %4) heads=2 scale=0.353553 causal\n"
              "out = %5\n");
}

TEST(GraphText, FusedAndDeadNodes) {
    Graph graph;
    const Tensor x = ops::input(graph, "x", {2, 8}, DType::f32, Rate::prompt);
    const Tensor y = ops::linear(x, "half", 3, ops::Bias::no);
    const Tensor dead = ops::silu(x);
    Node& node = graph.nodes[y.id()];
    auto& linear = std::get<op::Linear>(node.op);
    linear.weight = {{{"a.weight", 1, 2}, {"b.weight"}}, {3, 8}};
    linear.activation = Unary::gelu_erf;
    node.residual = x.id();
    graph.nodes[dead.id()].dead = true;
    EXPECT_EQ(graph.text(),
              "%0 = input [2, 8] f32 () \"x\" per prompt\n"
              "%1 = linear [2, 3] f32 (%0) w=a.weight{1:3}|b.weight then gelu_erf plus %0\n");
}

}  // namespace
}  // namespace imagelab
