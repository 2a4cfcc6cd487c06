#pragma once
// The traced form of a model: nodes in the order they were written, each with one output value. Images are NHWC: [batch, height, width,
// channels]; sequences are [batch, tokens, channels]; so a token reshape, a 1x1 convolution and a linear layer see the same bytes.
#include <cstdint>
#include <deque>
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
// Comparisons give 1 or 0. mod has the sign of a (C's fmod). keep: a where b is not 0, else 0; drop: a where b is 0, else 0.
enum class Binary : uint8_t { add, sub, mul, div, max, min, pow, mod, equal, less, less_equal, keep, drop };
std::string_view binary_name(Binary kind);
// Functions of one number with up to two constants a and b; names and constants as ONNX has them. Comparisons give 1 or 0.
enum class Function : uint8_t {
    exp,
    log,
    sqrt,
    reciprocal,
    abs,
    sign,
    floor,
    ceil,
    round,
    trunc,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    asinh,
    acosh,
    atanh,
    erf,
    softplus,
    softsign,
    mish,
    elu,           // a (e^x - 1) below 0
    selu,          // b x, below 0 b a (e^x - 1)
    celu,          // a (e^(x / a) - 1) below 0
    leaky_relu,    // a x below 0
    threshold,     // x above a, else 0
    clip,          // between a and b
    hard_sigmoid,  // a x + b between 0 and 1
    hard_swish,    // x hard_sigmoid(x) with 1/6 and 1/2
    shrink,        // x + b below -a, x - b above a, else 0
    is_nan,
    is_inf,  // +inf where a is not 0, -inf where b is not 0
    is_zero
};
std::string_view function_name(Function kind);
enum class Mask : uint8_t { none, causal };
// arg_...: the place of the extreme value, the first of equals (..._last: the last of them), as a whole f32 number.
enum class Reduction : uint8_t { sum, mean, max, min, product, arg_max, arg_min, arg_max_last, arg_min_last };
std::string_view reduction_name(Reduction kind);

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
    int stride_x = 0;  // where columns have another; 0: they have not
    int dilation_y = 1, dilation_x = 1;
    int groups = 1;  // of channels, each convolved with its own: the weight's second extent is that of a group
    int column_stride() const { return stride_x > 0 ? stride_x : stride; }
    bool plain() const { return stride_x == 0 && dilation_y == 1 && dilation_x == 1 && groups == 1; }
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
    bool swapped = false;  // f(b, a)
};                         // equal shapes, or the second is broadcast (extent 1) to the first
struct MapOp {
    Function kind;
    float a = 0, b = 0;
};
struct Softmax {
    bool logarithm = false;
};  // over the last axis
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
struct Permute {
    std::vector<int> axes;
};  // axis i of the value is axis axes[i] of x
struct Reduce {
    Reduction kind;
    int begin, end;
};  // over the axes [begin, end) of x, whose extents become 1
struct Pool {
    bool largest;  // else the mean
    int kernel_y, kernel_x, stride_y, stride_x, dilation_y = 1, dilation_x = 1;
    int pad_top = 0, pad_left = 0;
    int counted_bottom = 0, counted_right = 0;  // padding behind that a mean counts, see counts_padding
    bool counts_padding = false;                // a mean is over all of its window that lies within image and padding
};                                              // NHWC, height and width from the output shape
struct Gather {
    float fill = 0;
};                  // x [n, ...], index i32 [m] -> [m, ...]; `fill` where an index is -1
struct ToIndex {};  // floats to i32, the nearest
struct Resample {
};  // x [outer, n, inner], index i32 [m, t], weight [m, t]: row i is the sum over t of weight[i, t] * x[.., index[i, t], ..]
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

using Op =
    std::variant<op::Input, op::Constant, op::Weight, op::Linear, op::Conv2d, op::GroupNorm, op::LayerNorm, op::UnaryOp, op::BinaryOp,
                 op::Affine, op::Attention, op::Embedding, op::TakeRow, op::Sinusoid, op::Concat, op::Slice, op::Reshape, op::Permute,
                 op::Reduce, op::UpsampleNearest, op::MatMul, op::MapOp, op::Softmax, op::Pool, op::Gather, op::ToIndex, op::Resample,
                 op::GroupNormGrad, op::LayerNormGrad, op::UnaryGrad, op::AttentionGrad, op::UpsampleNearestGrad>;

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
    std::deque<Node> nodes;  // what is told of one (Tensor::shape) stays where it is while others are appended
    std::vector<ValueId> inputs;
    struct Output {
        std::string name;
        ValueId value;
    };
    std::vector<Output> outputs;
    DType compute = DType::f32;  // storage of activations and of matrix weights
    // 3 x 3 convolutions in f32 may see 16 of the 24 bits of each factor, where matrix units are faster so: for pictures, not for training.
    bool split_products = false;

    std::string text() const;  // one line a node, for people and tests
};

}  // namespace imagelab
