#pragma once
// The operations a model is written in. Each checks shapes, appends a node to the graph of its first operand and returns its value. A wrong
// shape throws Error("[linear] ...") with both shapes in its text. Weights are named; their shapes follow from the operands and are checked
// against the file when the program's weights are loaded.
// Storage: matrix products, norms, activations, attention, embeddings and weights give graph.compute; sinusoid gives f32; the others keep
// the operands' dtype, or give graph.compute where they differ. Axes may be negative: they count from the end.
#include <string>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab::ops {

Tensor input(Graph& graph, std::string name, Shape shape, DType dtype, Rate rate);
void output(Graph& graph, std::string name, Tensor value);
Tensor constant(Graph& graph, Shape shape, std::vector<float> values);
Tensor constant_ids(Graph& graph, Shape shape, const std::vector<int32_t>& ids);  // i32, each below 2^24
Tensor weight(Graph& graph, std::string name, Shape shape);

enum class Bias : bool { no, yes };

// x [..., k], weight "<name>.weight" [n, k], bias "<name>.bias" [n] -> [..., n]
Tensor linear(Tensor x, const std::string& name, int64_t n, Bias bias = Bias::yes);

// a [.., m, k] (or [.., k, m] where it is turned), b [.., k, n] (or [.., n, k]) -> [.., m, n]. What precedes the matrices is equal, or one
// side has a single matrix: no axes before its last two, or all of extent 1.
Tensor matmul(Tensor a, Tensor b, bool transpose_a = false, bool transpose_b = false);

struct Padding {
    int top = 0, left = 0, bottom = 0, right = 0;
    static Padding same(int pad) { return {pad, pad, pad, pad}; }
};
// x [b, h, w, c], weight [n, c, kernel, kernel] -> [b, h', w', n]
Tensor conv2d(Tensor x, const std::string& name, int64_t n, int kernel, int stride, Padding padding);

// weight [n, c / groups, kernel_y, kernel_x]
struct ConvWindow {
    int kernel_y = 1, kernel_x = 1, stride_y = 1, stride_x = 1, dilation_y = 1, dilation_x = 1, groups = 1;
    Padding padding{};
    Bias bias = Bias::yes;
};
Tensor conv2d(Tensor x, const std::string& name, int64_t n, const ConvWindow& window);
// The largest, or the mean, of each window: [b, h, w, c] -> [b, height, width, c]. Windows may reach beyond the image, never lie outside.
Tensor pool(Tensor x, const op::Pool& window, int64_t height, int64_t width);

Tensor group_norm(Tensor x, const std::string& name, int groups,
                  float eps);                                     // over the last axis in groups, and all of h, w (Wu & He 2018)
Tensor layer_norm(Tensor x, const std::string& name, float eps);  // over the last axis (Ba et al. 2016)
// (x - mean) / deviation * scale + shift; scale and shift one row of x's channels (adaptive layer norm, Perez et al. 2018)
Tensor layer_norm(Tensor x, Tensor scale, Tensor shift, float eps);
Tensor rms_norm(Tensor x, const std::string& name, float eps);  // x / root mean square * "<name>.weight" (Zhang & Sennrich 2019)

Tensor unary(Tensor x, Unary kind);
inline Tensor silu(Tensor x) {
    return unary(x, Unary::silu);
}
Tensor add(Tensor a, Tensor b);  // equal shapes; or b has extent 1 where it is broadcast; b may also be [batch, c] against NHWC
Tensor sub(Tensor a, Tensor b);
Tensor mul(Tensor a, Tensor b);
// f(a, b) as Binary says; shapes as for add, or the other way round: a has extent 1 where it is broadcast to b.
Tensor binary(Tensor a, Tensor b, Binary kind);
Tensor affine(Tensor x, float scale, float shift);
Tensor map(Tensor x, Function kind, float a = 0, float b = 0);
Tensor softmax(Tensor x, bool logarithm = false);  // over the last axis

// Scaled dot-product attention (Vaswani et al. 2017). q [b, tq, c], k, v [b, tk, c]; scale is 1/sqrt(c / heads).
Tensor attention(Tensor q, Tensor k, Tensor v, int heads, Mask mask = Mask::none);
// What may be added to that; empty tensors: nothing.
struct AttentionTerms {
    Tensor keys;      // i32 [b], 1..tk: image b sees its first keys[b] keys
    Tensor bias;      // [tq + tk - 1, heads]: row k - q + tq - 1 is added to the score of query q and key k (Shaw et al. 2018)
    float scale = 0;  // 0: 1/sqrt(c / heads)
};
Tensor attention(Tensor q, Tensor k, Tensor v, int heads, const AttentionTerms& terms);

Tensor embedding(Tensor ids, const std::string& name, int64_t entries, int64_t width);  // "<name>.weight"
Tensor take_row(Tensor x, Tensor index);                                                // [b, t, c], i32 [b] -> [b, c]
// Sinusoidal embedding of numbers (Ho et al. 2020): x f32 [n] -> [n, width] or [b, n] -> [b, n, width]
Tensor sinusoid(Tensor x, int width, bool flip_sin_to_cos, float freq_shift);

Tensor concat(std::vector<Tensor> parts, int axis);
Tensor slice(Tensor x, int axis, int64_t begin, int64_t extent);
Tensor reshape(Tensor x, Shape shape);
// x [n, ...] -> [index.size(), ...]: rows of x by number, `fill` for -1. The second takes them from an i32 value [m].
Tensor gather(Tensor x, const std::vector<int32_t>& index, float fill = 0);
Tensor gather(Tensor x, Tensor index, float fill = 0);
Tensor to_index(Tensor x);  // floats to i32, the nearest
// Along an axis: element i of the result is the sum over t of weights[i * terms + t] * x[index[i * terms + t]].
Tensor resample(Tensor x, int axis, const std::vector<int32_t>& index, std::vector<float> weights, int64_t terms);
Tensor permute(Tensor x, const std::vector<int>& axes);  // axis i of the result is axis axes[i] of x
// Over these axes, whose extents become 1 (reshape drops them). Places (arg_...) are taken over one axis and are whole numbers in f32.
Tensor reduce(Tensor x, Reduction kind, std::vector<int> axes);
// [b, h, w, c] -> [b, height, width, c], row i from floor(i * h / height); neither side may shrink
Tensor upsample_nearest(Tensor x, int64_t height, int64_t width);

}  // namespace imagelab::ops
