#pragma once
// The traced form of a model: nodes in the order they were written, each with one output value. Images are NHWC: [batch, height, width,
// channels]; sequences are [batch, tokens, channels]; so a token reshape, a 1x1 convolution and a linear layer see the same bytes.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

using ValueId = int32_t;
constexpr ValueId no_value = -1;

enum class Unary : uint8_t { none, silu, gelu_erf, gelu_tanh, quick_gelu, relu, sigmoid, tanh };
std::string_view unary_name(Unary kind);
enum class Binary : uint8_t { add, sub, mul };
enum class Mask : uint8_t { none, causal };

// Rows [row_begin, row_begin + rows) of the named tensor's first axis; rows < 0 means all.
struct WeightPart {
    std::string name;
    int64_t row_begin = 0;
    int64_t rows = -1;
    bool operator==(const WeightPart&) const = default;
};

// One or more parts stacked along the first axis (a fused QKV projection has three). No parts: there is no such weight.
struct WeightRef {
    std::vector<WeightPart> parts;
    Shape shape;  // of the stacked whole, torch order
    bool empty() const { return parts.empty(); }
    bool operator==(const WeightRef&) const = default;
};

// How often the value of an input changes; what depends only on `prompt` inputs is computed once per prompt.
enum class Rate : uint8_t { prompt, step };

namespace op {
struct Input {
    std::string name;
    Rate rate;
};
struct Constant {
    std::vector<float> values;
};
struct Weight {
    WeightRef weight;
};  // a small weight used as a value (position embedding)
struct Linear {
    WeightRef weight, bias;
    Unary activation = Unary::none;
    bool transposed = false;  // x W instead of x W^T: what a gradient goes back through; without bias
};                            // x; fused: [residual], [factor], see Node
struct Conv2d {
    WeightRef weight, bias;  // weight OIHW
    int stride = 1, pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;
    Unary activation = Unary::none;
    // From the gradient of what this convolution gives to that of its x (Dumoulin & Visin 2016, section 4); without bias and epilogue.
    bool transposed = false;
};
struct GroupNorm {
    WeightRef gamma, beta;
    int groups;
    float eps;
    Unary activation = Unary::none;
};  // x; fused: addend [batch, channels]
// x, or x, scale and shift of one row: values in place of gamma and beta (which may also be missing: 1 and 0).
struct LayerNorm {
    WeightRef gamma, beta;
    float eps;
    bool centred = true;  // false: the mean stays (root mean square)
};
// a [.., m, k] b [.., k, n] -> [.., m, n], each matrix perhaps turned; one side may have one matrix for all of the other's. Sums are f32.
struct MatMul {
    bool transpose_a = false, transpose_b = false;
};
struct UnaryOp {
    Unary kind;
};
struct BinaryOp {
    Binary kind;
};  // equal shapes, or the second is broadcast (extent 1) to the first
struct Affine {
    float scale, shift;
};  // x * scale + shift
// softmax(q k^T scale + bias + mask) v; q [b, tq, heads*head], k and v [b, tk, heads*head], then `counted` keys i32 [b] and `biased` bias
// [tq + tk - 1, heads]. Offsets: first column of q, k, v in a wider fused input.
struct Attention {
    int heads;
    int64_t width;
    float scale;
    Mask mask;
    int64_t q_column = 0, k_column = 0, v_column = 0;
    bool counted = false;  // only the first keys[b] keys of each image are seen
    bool biased = false;   // bias[k - q + tq - 1] is added to the score of query q and key k
    size_t bias_input() const { return counted ? 4 : 3; }
};
struct Embedding {
    WeightRef table;
};                  // ids i32 [b, t] -> [b, t, width]
struct TakeRow {};  // x [b, t, c], index i32 [b] -> [b, c]
struct Sinusoid {
    int width;
    bool flip_sin_to_cos;
    float freq_shift;
    float max_period = 10000.0f;
};  // x [..] -> [.., width], f32
struct Concat {
    int axis;
};
struct Slice {
    int axis;
    int64_t begin;
};  // extent from the output shape
struct Reshape {};
struct UpsampleNearest {};  // NHWC; height and width from the output shape, row floor(i * in / out)
// Gradients with respect to x, given x (before the op) and dy.
struct GroupNormGrad {
    WeightRef gamma;
    int groups;
    float eps;
};
struct LayerNormGrad {
    WeightRef gamma;
    float eps;
    bool centred = true;
};
struct UnaryGrad {
    Unary kind;
};
// q, k, v, y, dy -> [b, tq + 2 tk, width]: the rows of dq, then those of dk, then those of dv. The softmax is computed anew.
struct AttentionGrad {
    int heads;
    int64_t width;
    float scale;
    Mask mask;
};
struct UpsampleNearestGrad {};  // dy -> the sum over what came from each pixel
}  // namespace op

using Op = std::variant<op::Input, op::Constant, op::Weight, op::Linear, op::Conv2d, op::GroupNorm, op::LayerNorm, op::UnaryOp,
                        op::BinaryOp, op::Affine, op::Attention, op::Embedding, op::TakeRow, op::Sinusoid, op::Concat, op::Slice,
                        op::Reshape, op::UpsampleNearest, op::MatMul, op::GroupNormGrad, op::LayerNormGrad, op::UnaryGrad,
                        op::AttentionGrad, op::UpsampleNearestGrad>;

std::string_view op_name(const Op& op);
std::vector<WeightRef> weights_of(const Op& op);  // those it has, in the order of its fields

// A node's value has the node's index as its id.
struct Node {
    Op op;
    std::vector<ValueId> inputs;  // the op's own operands
    ValueId residual = no_value;  // Linear, Conv2d: added after the activation. GroupNorm: [batch, channels] added before the statistics
    ValueId factor = no_value;    // Linear: multiplied after the bias (GEGLU's gate); of the node's shape, or one row for all
    Shape shape;
    DType dtype = DType::f32;
    bool dead = false;
};

struct Graph {
    std::string name;
    std::vector<Node> nodes;
    std::vector<ValueId> inputs;
    struct Output {
        std::string name;
        ValueId value;
    };
    std::vector<Output> outputs;
    DType compute = DType::f32;  // storage of activations and of matrix weights

    std::string text() const;  // one line a node, for people and tests
};

}  // namespace imagelab
