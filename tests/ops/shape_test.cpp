// What each operation gives and what it refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/ops/ops.h"

namespace imagelab {
namespace {

class Ops : public testing::Test {
  protected:
    Ops() { graph_.compute = DType::bf16; }

    Tensor given(Shape shape, DType dtype = DType::bf16) {
        return ops::input(graph_, "x" + std::to_string(graph_.nodes.size()), std::move(shape), dtype, Rate::step);
    }
    const Node& node(Tensor x) { return graph_.nodes[x.id()]; }

    void expect(Tensor x, const Shape& shape, DType dtype = DType::bf16) {
        EXPECT_EQ(shape_text(x.shape()), shape_text(shape));
        EXPECT_EQ(dtype_name(x.dtype()), dtype_name(dtype));
    }

    // The call throws, its message starts with the op and holds every one of `parts`.
    void expect_error(const std::string& op, const std::vector<std::string>& parts, const std::function<void()>& call) {
        const size_t nodes = graph_.nodes.size();
        try {
            call();
            ADD_FAILURE() << op << " accepted wrong operands";
        } catch (const Error& error) {
            const std::string message = error.what();
            EXPECT_TRUE(message.starts_with("[" + op + "] ")) << message;
            for (const auto& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message << " lacks " << part;
        }
        EXPECT_EQ(graph_.nodes.size(), nodes) << op << " left a node behind";
    }

    Graph graph_;
};

TEST_F(Ops, AShapeStaysWhereItIsWhileNodesAreAppended) {
    const Tensor x = given({2, 7, 5});
    const Shape& shape = x.shape();
    const int64_t* const where = shape.data();
    for (int i = 0; i < 1000; ++i) given({1});
    EXPECT_EQ(&x.shape(), &shape);
    EXPECT_EQ(x.shape().data(), where);
}

TEST_F(Ops, Linear) {
    const Tensor y = ops::linear(given({2, 7, 5}, DType::f32), "proj", 3);
    expect(y, {2, 7, 3});
    const auto& linear = std::get<op::Linear>(node(y).op);
    EXPECT_EQ(linear.weight, (WeightRef{{{"proj.weight"}}, {3, 5}}));
    EXPECT_EQ(linear.bias, (WeightRef{{{"proj.bias"}}, {3}}));
    EXPECT_TRUE(std::get<op::Linear>(node(ops::linear(y, "plain", 4, ops::Bias::no)).op).bias.empty());
    const Tensor vector = given({5});
    expect_error("linear", {"[5]", "proj"}, [&] { ops::linear(vector, "proj", 3); });
    expect_error("linear", {"[2, 7, 3]", "0"}, [&] { ops::linear(y, "proj", 0); });
}

TEST_F(Ops, Conv2d) {
    const Tensor x = given({2, 7, 5, 3});
    expect(ops::conv2d(x, "conv", 4, 3, 1, ops::Padding::same(1)), {2, 7, 5, 4});
    expect(ops::conv2d(x, "conv", 4, 3, 2, ops::Padding::same(1)), {2, 4, 3, 4});
    const Tensor y = ops::conv2d(x, "conv", 4, 3, 2, {0, 0, 1, 1});
    expect(y, {2, 3, 2, 4});
    const auto& conv = std::get<op::Conv2d>(node(y).op);
    EXPECT_EQ(conv.weight, (WeightRef{{{"conv.weight"}}, {4, 3, 3, 3}}));
    EXPECT_EQ((std::vector<int>{conv.pad_top, conv.pad_left, conv.pad_bottom, conv.pad_right}), (std::vector<int>{0, 0, 1, 1}));
    const Tensor tokens = given({2, 7, 3});
    expect_error("conv2d", {"[2, 7, 3]", "[4, 3, 3, 3]"}, [&] { ops::conv2d(tokens, "conv", 4, 3, 1, {}); });
    expect_error("conv2d", {"[2, 7, 5, 3]", "[4, 3, 6, 6]", "larger"}, [&] { ops::conv2d(x, "conv", 4, 6, 1, {}); });
    expect_error("conv2d", {"[2, 7, 5, 3]", "stride"}, [&] { ops::conv2d(x, "conv", 4, 3, 0, {}); });
}

TEST_F(Ops, Norms) {
    const Tensor x = given({2, 7, 5, 6}, DType::f32);
    const Tensor y = ops::group_norm(x, "norm", 3, 1e-5f);
    expect(y, {2, 7, 5, 6});
    EXPECT_EQ(std::get<op::GroupNorm>(node(y).op).gamma, (WeightRef{{{"norm.weight"}}, {6}}));
    expect_error("group_norm", {"[2, 7, 5, 6]", "4 groups"}, [&] { ops::group_norm(x, "norm", 4, 1e-5f); });
    const Tensor z = ops::layer_norm(x, "norm", 1e-6f);
    expect(z, {2, 7, 5, 6});
    EXPECT_EQ(std::get<op::LayerNorm>(node(z).op).beta, (WeightRef{{{"norm.bias"}}, {6}}));
    expect_error("layer_norm", {"[2, 7, 5, 6]", "eps"}, [&] { ops::layer_norm(x, "norm", 0); });
}

TEST_F(Ops, Elementwise) {
    const Tensor image = given({2, 7, 5, 6}), same = given({2, 7, 5, 6}), wide = given({2, 7, 5, 6}, DType::f32);
    expect(ops::add(image, same), {2, 7, 5, 6});
    expect(ops::mul(image, given({1, 7, 1, 6})), {2, 7, 5, 6});
    expect(ops::sub(wide, wide), {2, 7, 5, 6}, DType::f32);
    expect(ops::add(wide, image), {2, 7, 5, 6}, DType::bf16);
    expect(ops::affine(wide, 2, -1), {2, 7, 5, 6}, DType::f32);
    expect(ops::silu(wide), {2, 7, 5, 6});
    expect_error("unary", {"[2, 7, 5, 6]"}, [&] { ops::unary(image, Unary::none); });

    const Tensor channels = given({2, 6}), other = given({2, 7, 5, 1}), tokens = given({2, 35, 6});
    const Tensor sum = ops::add(image, channels);
    expect(sum, {2, 7, 5, 6});
    EXPECT_EQ(graph_.nodes[node(sum).inputs[1]].shape, (Shape{2, 1, 1, 6}));
    expect_error("mul", {"[2, 7, 5, 1]", "[2, 7, 5, 6]"}, [&] { ops::mul(other, image); });
    expect_error("add", {"[2, 7, 5, 6]", "[2, 35, 6]"}, [&] { ops::add(image, tokens); });
}

TEST_F(Ops, Attention) {
    const Tensor q = given({2, 7, 12}), k = given({2, 5, 12}), v = given({2, 5, 12}), wide = given({2, 5, 16}), more = given({3, 5, 12});
    const Tensor y = ops::attention(q, k, v, 3);
    expect(y, {2, 7, 12});
    EXPECT_FLOAT_EQ(std::get<op::Attention>(node(y).op).scale, 0.5f);
    EXPECT_EQ(std::get<op::Attention>(node(y).op).width, 12);
    expect_error("attention", {"[2, 7, 12]", "5 heads"}, [&] { ops::attention(q, k, v, 5); });
    expect_error("attention", {"[2, 7, 12]", "[2, 5, 16]"}, [&] { ops::attention(q, wide, wide, 3); });
    expect_error("attention", {"[2, 7, 12]", "[3, 5, 12]"}, [&] { ops::attention(q, more, more, 3); });
    expect_error("attention", {"[2, 5, 12]", "[2, 5, 16]"}, [&] { ops::attention(q, k, wide, 3); });
    expect_error("attention", {"[2, 7, 12]", "[2, 5, 12]", "causal"}, [&] { ops::attention(q, k, v, 3, Mask::causal); });
}

TEST_F(Ops, Embeddings) {
    const Tensor ids = given({2, 7}, DType::i32), floats = given({2, 7}, DType::f32), index = given({2}, DType::i32),
                 numbers = given({2, 6}, DType::f32);
    const Tensor rows = ops::embedding(ids, "token", 50, 12);
    expect(rows, {2, 7, 12});
    EXPECT_EQ(std::get<op::Embedding>(node(rows).op).table, (WeightRef{{{"token.weight"}}, {50, 12}}));
    expect_error("embedding", {"[2, 7]", "f32", "[50, 12]"}, [&] { ops::embedding(floats, "token", 50, 12); });
    expect(ops::take_row(rows, index), {2, 12});
    expect_error("take_row", {"[2, 7, 12]", "[2, 7]"}, [&] { ops::take_row(rows, ids); });
    expect(ops::sinusoid(numbers, 8, true, 0), {2, 6, 8}, DType::f32);
    expect_error("sinusoid", {"[2, 6]", "7"}, [&] { ops::sinusoid(numbers, 7, true, 0); });
    expect_error("sinusoid", {"[2, 7, 12]", "bf16"}, [&] { ops::sinusoid(rows, 8, true, 0); });
}

TEST_F(Ops, Shapes) {
    const Tensor x = given({2, 7, 5, 6}), y = given({2, 7, 5, 4}), wide = given({2, 7, 5, 1}, DType::f32), tokens = given({2, 35, 6});
    expect(ops::concat({x, y, y}, -1), {2, 7, 5, 14});
    expect(ops::concat({x, wide}, 3), {2, 7, 5, 7}, DType::bf16);
    expect(ops::concat({wide, wide}, 1), {2, 14, 5, 1}, DType::f32);
    expect_error("concat", {"[2, 7, 5, 6]", "[2, 7, 5, 4]", "axis 1"}, [&] { ops::concat({x, y}, 1); });
    expect_error("concat", {"[2, 7, 5, 6]", "[2, 35, 6]"}, [&] { ops::concat({x, tokens}, 0); });
    expect_error("concat", {"axis 4"}, [&] { ops::concat({x, y}, 4); });

    const Tensor part = ops::slice(x, -1, 2, 3);
    expect(part, {2, 7, 5, 3});
    EXPECT_EQ(std::get<op::Slice>(node(part).op).axis, 3);
    EXPECT_EQ(std::get<op::Slice>(node(part).op).begin, 2);
    expect_error("slice", {"[2, 7, 5, 6]", "axis 1", "from 6 for 2"}, [&] { ops::slice(x, 1, 6, 2); });

    expect(ops::reshape(x, {2, 35, 6}), {2, 35, 6});
    expect_error("reshape", {"[2, 7, 5, 6]", "[2, 36, 6]"}, [&] { ops::reshape(x, {2, 36, 6}); });
    expect(ops::upsample_nearest(x, 14, 9), {2, 14, 9, 6});
    expect_error("upsample_nearest", {"[2, 7, 5, 6]", "[6, 10]"}, [&] { ops::upsample_nearest(x, 6, 10); });
    expect_error("upsample_nearest", {"[2, 35, 6]"}, [&] { ops::upsample_nearest(tokens, 70, 70); });
}

TEST_F(Ops, ValuesOfAGraph) {
    const Tensor x = ops::input(graph_, "x", {2, 3}, DType::f32, Rate::prompt);
    EXPECT_EQ(graph_.inputs, std::vector<ValueId>{x.id()});
    expect_error("input", {"\"x\"", "taken"}, [&] { ops::input(graph_, "x", {2}, DType::f32, Rate::step); });
    expect_error("input", {"[2, 0]"}, [&] { ops::input(graph_, "y", {2, 0}, DType::f32, Rate::step); });
    expect(ops::constant(graph_, {2, 2}, {1, 2, 3, 4}), {2, 2}, DType::f32);
    expect_error("constant", {"[2, 2]", "[3]"}, [&] { ops::constant(graph_, {2, 2}, {1, 2, 3}); });
    expect(ops::weight(graph_, "position.weight", {7, 5}), {7, 5});
    ops::output(graph_, "out", x);
    EXPECT_EQ(graph_.outputs.at(0).value, x.id());
    expect_error("output", {"\"out\"", "taken"}, [&] { ops::output(graph_, "out", x); });
    Graph other;
    const Tensor stranger = ops::input(other, "x", {2, 3}, DType::f32, Rate::prompt);
    expect_error("output", {"another graph"}, [&] { ops::output(graph_, "stranger", stranger); });
    expect_error("add", {"another graph"}, [&] { ops::add(x, stranger); });
    EXPECT_EQ(x.dim(-1), 3);
    EXPECT_THROW(x.dim(2), Error);
}

}  // namespace
}  // namespace imagelab
