// Built once for each instruction set with IMAGELAB_ISA naming it (core/cpu/CMakeLists.txt).
// GCC 12 warns about the deliberately undefined values of its own AVX-512 headers (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include "core/cpu/simd/kernels.h"

#include <stddef.h>

#include "core/cpu/simd/activation.h"
#include "core/cpu/simd/attention.h"
#include "core/cpu/simd/attention_grad.h"
#include "core/cpu/simd/functions.h"
#include "core/cpu/simd/linear.h"
#include "core/cpu/simd/norm.h"
#include "core/cpu/simd/norm_grad.h"
#include "core/cpu/simd/pool.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

constexpr int64_t grain = 1 << 14;  // elements a task of elementwise work

template <class F>
void over_chunks(int64_t count, const F& work) {
    const int64_t chunks = (count + grain - 1) / grain;
#pragma omp parallel for schedule(static) if (chunks > 1)
    for (int64_t c = 0; c < chunks; ++c) {
        const int64_t begin = c * grain, end = begin + grain < count ? begin + grain : count;
        work(begin, end);
    }
}

template <class In, class Out, class F>
void map(const void* x, void* y, int64_t count, const F& f) {
    over_chunks(count, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i += lanes) {
            store_some(static_cast<Out*>(y) + i, f(load_some(static_cast<const In*>(x) + i, end - i)), end - i);
        }
    });
}

template <class F>
void map_typed(Type type, const void* x, void* y, int64_t count, const F& f) {
    type == Type::f32 ? map<float, float>(x, y, count, f) : map<BFloat, BFloat>(x, y, count, f);
}

void cast(const void* x, Type from, void* y, Type to, int64_t count) {
    const auto same = [](Floats v) { return v; };
    if (from == to) return map_typed(from, x, y, count, same);
    to == Type::bf16 ? map<float, BFloat>(x, y, count, same) : map<BFloat, float>(x, y, count, same);
}

void activate(Activation kind, const void* x, void* y, Type type, int64_t count) {
    with_activation(kind, [&](const auto& f) { map_typed(type, x, y, count, f); });
}

void affine(float scale, float shift, const void* x, void* y, Type type, int64_t count) {
    map_typed(type, x, y, count, [=](Floats v) { return v * scale + shift; });
}

template <class T, class F>
void combine_rows(const T* a, const T* b, T* y, int64_t rows, int64_t width, int64_t repeat, int64_t b_rows, int b_step, const F& f) {
    const int64_t rows_a_task = grain / width > 0 ? grain / width : 1;
    const int64_t tasks = (rows + rows_a_task - 1) / rows_a_task;
#pragma omp parallel for schedule(static) if (tasks > 1)
    for (int64_t task = 0; task < tasks; ++task) {
        const int64_t last = (task + 1) * rows_a_task < rows ? (task + 1) * rows_a_task : rows;
        for (int64_t r = task * rows_a_task; r < last; ++r) {
            const T* row_b = b + (r / repeat % b_rows) * (b_step ? width : 1);
            Floats one{};
            if (!b_step) {
                T same[lanes];
                for (int i = 0; i < lanes; ++i) same[i] = *row_b;
                one = load(same);
            }
            for (int64_t i = 0; i < width; i += lanes) {
                const Floats vb = b_step ? load_some(row_b + i, width - i) : one;
                store_some(y + r * width + i, f(load_some(a + r * width + i, width - i), vb), width - i);
            }
        }
    }
}

template <class T>
void combine_typed(Combine kind, const void* a, const void* b, void* y, int64_t rows, int64_t width, int64_t repeat, int64_t b_rows,
                   int b_step, bool swapped) {
    with_combination(kind, [&](const auto& f) {
        const T *left = static_cast<const T*>(a), *right = static_cast<const T*>(b);
        if (swapped)
            return combine_rows(left, right, static_cast<T*>(y), rows, width, repeat, b_rows, b_step,
                                [&](Floats u, Floats v) { return f(v, u); });
        combine_rows(left, right, static_cast<T*>(y), rows, width, repeat, b_rows, b_step, f);
    });
}

void combine(Combine kind, const void* a, const void* b, void* y, Type type, int64_t rows, int64_t width, int64_t repeat, int64_t b_rows,
             int b_step, bool swapped) {
    type == Type::f32 ? combine_typed<float>(kind, a, b, y, rows, width, repeat, b_rows, b_step, swapped)
                      : combine_typed<BFloat>(kind, a, b, y, rows, width, repeat, b_rows, b_step, swapped);
}

void map_function(Mapped kind, float a, float b, const void* x, void* y, Type type, int64_t count) {
    with_function(kind, a, b, [&](const auto& f) { map_typed(type, x, y, count, f); });
}

void run_softmax(const void* x, void* y, Type type, int64_t rows, int64_t width, bool logarithm) {
    type == Type::f32 ? softmax(static_cast<const float*>(x), static_cast<float*>(y), rows, width, logarithm)
                      : softmax(static_cast<const BFloat*>(x), static_cast<BFloat*>(y), rows, width, logarithm);
}

void run_group_norm(const GroupNormArgs& args) {
    args.type == Type::f32 ? group_norm<float>(args) : group_norm<BFloat>(args);
}
int64_t group_norm_scratch(int64_t batch, int64_t pixels, int64_t channels) {
    return group_norm_floats(batch, pixels, channels) * (int64_t)sizeof(float);
}
void run_layer_norm(const LayerNormArgs& args) {
    args.type == Type::f32 ? layer_norm<float>(args) : layer_norm<BFloat>(args);
}
void run_attention(const AttentionArgs& args) {
    args.type == Type::f32 ? attention<float>(args) : attention<BFloat>(args);
}
int64_t attention_scratch(Type type, int64_t head) {
    return type == Type::f32 ? AttentionBlocks<float>(head).bytes() : AttentionBlocks<BFloat>(head).bytes();
}

void run_linear(const LinearArgs& args) {
    args.type == Type::f32 ? linear<float>(args) : linear<BFloat>(args);
}
int64_t linear_scratch(Type type, int64_t rows, int64_t depth, int threads) {
    return type == Type::f32 ? LinearBlocks<float>(rows, depth).bytes(threads) : LinearBlocks<BFloat>(rows, depth).bytes(threads);
}

template <class T, class F>
void scale_by_derivative(const void* x, const void* dy, void* dx, int64_t count, const F& derivative) {
    over_chunks(count, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i += lanes) {
            const int64_t some = end - i;
            const Floats slope = derivative(load_some(static_cast<const T*>(x) + i, some));
            store_some(static_cast<T*>(dx) + i, slope * load_some(static_cast<const T*>(dy) + i, some), some);
        }
    });
}
void activate_grad(Activation kind, const void* x, const void* dy, void* dx, Type type, int64_t count) {
    with_derivative(kind, [&](const auto& f) {
        type == Type::f32 ? scale_by_derivative<float>(x, dy, dx, count, f) : scale_by_derivative<BFloat>(x, dy, dx, count, f);
    });
}
void run_group_norm_grad(const GroupNormGradArgs& args) {
    args.norm.type == Type::f32 ? group_norm_grad<float>(args) : group_norm_grad<BFloat>(args);
}
int64_t group_norm_grad_scratch(int64_t batch, int64_t pixels, int64_t channels) {
    return (group_norm_floats(batch, pixels, channels) + 2 * batch * channels) * (int64_t)sizeof(float);
}
template <class T>
void upsample_grad(const UpsampleGradArgs& a) {
    const auto begin = [](int64_t i, int64_t small, int64_t large) { return (i * large + small - 1) / small; };
#pragma omp parallel for schedule(static)
    for (int64_t line = 0; line < a.batch * a.height; ++line) {
        const int64_t row = line % a.height, image = line / a.height;
        const int64_t top = begin(row, a.height, a.from_height), bottom = begin(row + 1, a.height, a.from_height);
        for (int64_t column = 0; column < a.width; ++column) {
            const int64_t left = begin(column, a.width, a.from_width), right = begin(column + 1, a.width, a.from_width);
            T* to = static_cast<T*>(a.dx) + (line * a.width + column) * a.channels;
            for (int64_t c = 0; c < a.channels; c += lanes) {
                Floats total{};
                for (int64_t y = top; y < bottom; ++y) {
                    for (int64_t x = left; x < right; ++x)
                        total += load_some(static_cast<const T*>(a.dy) + ((image * a.from_height + y) * a.from_width + x) * a.channels + c,
                                           a.channels - c);
                }
                store_some(to + c, total, a.channels - c);
            }
        }
    }
}
void run_upsample_grad(const UpsampleGradArgs& args) {
    args.type == Type::f32 ? upsample_grad<float>(args) : upsample_grad<BFloat>(args);
}
void run_layer_norm_grad(const LayerNormGradArgs& args) {
    args.type == Type::f32 ? layer_norm_grad<float>(args) : layer_norm_grad<BFloat>(args);
}
void run_attention_grad(const AttentionGradArgs& args) {
    args.type == Type::f32 ? attention_grad<float>(args) : attention_grad<BFloat>(args);
}
int64_t attention_grad_scratch(int64_t keys, int64_t head) {
    return AttentionGradBlocks(keys, head).bytes();
}
void run_pool(const PoolArgs& args) {
    args.type == Type::f32 ? pool<float>(args) : pool<BFloat>(args);
}

}  // namespace

namespace imagelab::cpu::IMAGELAB_ISA {
const Kernels& kernels() {
    static constexpr Kernels table{cast,
                                   activate,
                                   affine,
                                   combine,
                                   map_function,
                                   run_softmax,
                                   run_group_norm,
                                   group_norm_scratch,
                                   run_layer_norm,
                                   run_attention,
                                   attention_scratch,
                                   run_linear,
                                   linear_scratch,
                                   activate_grad,
                                   run_group_norm_grad,
                                   group_norm_grad_scratch,
                                   run_upsample_grad,
                                   run_layer_norm_grad,
                                   run_attention_grad,
                                   attention_grad_scratch,
                                   run_pool};
    return table;
}
}  // namespace imagelab::cpu::IMAGELAB_ISA
