// Built once for each instruction set with IMAGELAB_ISA naming it (core/cpu/CMakeLists.txt).
// GCC 12 warns about the deliberately undefined values of its own AVX-512 headers (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include "core/cpu/simd/kernels.h"

#include <stddef.h>

#include "core/cpu/simd/activation.h"
#include "core/cpu/simd/attention.h"
#include "core/cpu/simd/functions.h"
#include "core/cpu/simd/linear.h"
#include "core/cpu/simd/norm.h"
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

}  // namespace

namespace imagelab::cpu::IMAGELAB_ISA {
const Kernels& kernels() {
    static constexpr Kernels table{cast,           activate,           affine,         combine,       map_function,
                                   run_softmax,    run_group_norm,     group_norm_scratch, run_layer_norm, run_attention,
                                   attention_scratch, run_linear,      linear_scratch};
    return table;
}
}  // namespace imagelab::cpu::IMAGELAB_ISA
