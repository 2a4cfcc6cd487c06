#pragma once
// Kernels that oneDNN does not have, written once with compiler vectors and built for each instruction set (kernels.cpp is compiled once a
// set); simd() picks the table for this processor. Storage is f32 or bf16 (Type), arithmetic f32. All are parallel over OpenMP's threads
// and give the same bits for any number of them.
#include <cstdint>

namespace imagelab::cpu {

enum class Type : uint8_t { f32, bf16 };
enum class Activation : uint8_t { none, silu, gelu_erf, gelu_tanh, quick_gelu, relu, sigmoid, tanh };          // order of imagelab::Unary
enum class Combine : uint8_t { add, sub, mul, div, max, min, pow, mod, equal, less, less_equal, keep, drop };  // order of imagelab::Binary
// Order of imagelab::Function.
enum class Mapped : uint8_t {
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
    elu,
    selu,
    celu,
    leaky_relu,
    threshold,
    clip,
    hard_sigmoid,
    hard_swish,
    shrink,
    is_nan,
    is_inf,
    is_zero
};

// y = act((x + addend) normalised over each group) * gamma + beta; x, y [batch, pixels, channels], addend [batch, channels] or null.
struct GroupNormArgs {
    Type type;
    const void* x;
    const void* addend;
    const float *gamma, *beta;
    void* y;
    int64_t batch, pixels, channels, groups;
    float eps;
    bool silu;
    float* scratch;  // Kernels::group_norm_scratch bytes
};

// y = (x - mean) / deviation * gamma + beta. gamma and beta may be null (1 and 0), or `scale` and `shift` of x's type stand in for both.
struct LayerNormArgs {
    Type type;
    const void* x;
    const float *gamma, *beta;
    const void *scale, *shift;
    void* y;
    int64_t rows, width;
    float eps;
    bool centred;  // false: the mean is taken as 0
};

// Rows of q, k, v and out are `head` wide inside rows of q_row ... elements; heads lie side by side. Online softmax over blocks of keys
// (Dao et al. 2022), so no tokens x tokens matrix is ever stored.
struct AttentionArgs {
    Type type;
    const void *q, *k, *v;
    void* out;
    int64_t batch, heads, queries, keys, head;
    int64_t q_row, k_row, v_row, out_row;
    float scale;
    bool causal;
    const int32_t* counts;  // [batch] keys that are seen; null: all
    const void* bias;       // [queries + keys - 1, heads], of `type`; null: none
    void* scratch;          // attention_scratch(head) bytes for each thread
    int threads;
    bool matrix_units = false;  // of bf16 with heads of whole 32: Intel's matrix units multiply (has_amx())
};

// y = act(x * weight^T + bias) * factor + residual; x [rows, depth], weight [columns, depth] as it lies in its file, y, factor and residual
// [rows, columns], all of `type`.
struct LinearArgs {
    Type type;
    const void *x, *weight;
    const float* bias;  // [columns] or null
    Activation activation;
    const void* factor;    // or null
    int64_t factor_row;    // elements from one of its rows to the next; 0: one row for all
    const void* residual;  // or null
    void* y;
    int64_t rows, depth, columns;
    void* scratch;  // linear_scratch bytes
    int threads;
};

// dx of a group norm without addend and activation: `norm` as it was computed, its y is dx. Scratch: group_norm_grad_scratch bytes.
struct GroupNormGradArgs {
    GroupNormArgs norm;
    const void* dy;
};

// dx of a layer norm; gamma may be null (1).
struct LayerNormGradArgs {
    Type type;
    const void *x, *dy;
    const float* gamma;
    void* dx;
    int64_t rows, width;
    float eps;
    bool centred;
};

// dq, dk and dv of attention without counts and bias, all of heads * head elements a row; the probabilities are computed anew in f32.
struct AttentionGradArgs {
    Type type;
    const void *q, *k, *v, *y, *dy;
    void* out;  // [batch, queries + 2 keys, heads * head]
    int64_t batch, heads, queries, keys, head;
    float scale;
    bool causal;
    void* scratch;  // attention_grad_scratch bytes for each thread
    int threads;
};

// dx [batch, height, width, channels]: the sums of dy [batch, from_height, from_width, channels] over the pixels that came from each.
struct UpsampleGradArgs {
    Type type;
    const void* dy;
    void* dx;
    int64_t batch, height, width, from_height, from_width, channels;
};

// Windows of x [batch, height, width, channels] -> y [batch, out_height, out_width, channels]; a mean is over what lies within, or with
// counts_padding over what lies within image, padding in front and the counted padding behind.
struct PoolArgs {
    Type type;
    const void* x;
    void* y;
    int64_t batch, height, width, channels, out_height, out_width;
    int64_t kernel_y, kernel_x, stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left;
    int64_t counted_bottom, counted_right;
    bool largest, counts_padding;
};

struct Kernels {
    void (*cast)(const void* x, Type from, void* y, Type to, int64_t count);
    void (*activate)(Activation kind, const void* x, void* y, Type type, int64_t count);
    void (*affine)(float scale, float shift, const void* x, void* y, Type type, int64_t count);
    // y = a op b over `rows` rows of `width`. Row r of y takes row r / repeat % b_rows of b, which is as wide (b_step 1) or one element for
    // the whole row (b_step 0). swapped: y = b op a.
    void (*combine)(Combine kind, const void* a, const void* b, void* y, Type type, int64_t rows, int64_t width, int64_t repeat,
                    int64_t b_rows, int b_step, bool swapped);
    void (*map)(Mapped kind, float a, float b, const void* x, void* y, Type type, int64_t count);
    void (*softmax)(const void* x, void* y, Type type, int64_t rows, int64_t width, bool logarithm);
    void (*group_norm)(const GroupNormArgs&);
    int64_t (*group_norm_scratch)(int64_t batch, int64_t pixels, int64_t channels);  // bytes
    void (*layer_norm)(const LayerNormArgs&);
    void (*attention)(const AttentionArgs&);
    int64_t (*attention_scratch)(Type type, int64_t head);  // bytes a thread, those of a bias not counted
    void (*linear)(const LinearArgs&);
    int64_t (*linear_scratch)(Type type, int64_t rows, int64_t depth, int threads);  // bytes
    void (*activate_grad)(Activation kind, const void* x, const void* dy, void* dx, Type type, int64_t count);
    void (*group_norm_grad)(const GroupNormGradArgs&);
    int64_t (*group_norm_grad_scratch)(int64_t batch, int64_t pixels, int64_t channels);  // bytes
    void (*upsample_grad)(const UpsampleGradArgs&);
    void (*layer_norm_grad)(const LayerNormGradArgs&);
    void (*attention_grad)(const AttentionGradArgs&);
    int64_t (*attention_grad_scratch)(int64_t keys, int64_t head);  // bytes a thread
    void (*pool)(const PoolArgs&);
};

const Kernels& simd();

}  // namespace imagelab::cpu
