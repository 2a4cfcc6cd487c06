// Built once for each instruction set with IMAGELAB_ISA naming it, as kernels.cpp.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include "core/cpu/simd/int8.h"

#include <omp.h>

#include "core/cpu/simd/activation.h"
#include "core/cpu/simd/int8_round.h"
#include "core/cpu/simd/int8_sums.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

// GELU for results that are rounded to bf16, after sums of what was rounded to 8 bits: erf to 2.5e-5 (Abramowitz & Stegun 7.1.25).
static inline Floats quick_gelu_erf(Floats v) {
    const Floats z = max_of(v, -v) * 0.70710678118654752f, t = 1.0f / (1.0f + 0.47047f * z);
    const Floats tail = 0.5f * t * (0.3480242f + t * (0.7478556f * t - 0.0958798f)) * exp2_of<BFloat>(z * z * -1.44269504088896341f);
    return v * (v < splat(0) ? tail : 1.0f - tail);
}
template <class T, class Use>
void with_quick_activation(Activation kind, const Use& use) {
    if (sizeof(T) == 2 && kind == Activation::gelu_erf) return use(quick_gelu_erf);
    with_activation(kind, use);
}

// The sums of two tiles and `outputs` outputs from `first` on -> y.
template <class T, class F>
void finish_tiles(const Int8Product& a, const int32_t* made, const int32_t* rows, int64_t first, int64_t outputs, const F& activation) {
    const float* scales = (const float*)(a.weight + a.shape.scales_at()) + first;
    const int32_t* sums = (const int32_t*)(a.weight + a.shape.sums_at()) + first;
    for (int64_t r = 0; r < 2 * int8_tile; ++r) {
        const int64_t row = rows[r];
        if (row < 0) continue;
        const float scale = a.x.scale[row];
        const int32_t zero = a.x.zero[row];
        for (int64_t j = 0; j < outputs; j += lanes) {
            const int64_t at = row * a.shape.outputs + first + j, some = outputs - j;
            const int32_t* sum = made + j / int8_tile * made_of_block + r * int8_tile + j % int8_tile;
            Ints all, of_weights;
            __builtin_memcpy(&all, sum, sizeof all);
            __builtin_memcpy(&of_weights, sums + j, sizeof of_weights);
            Floats v = __builtin_convertvector(all - of_weights * zero, Floats) * (load(scales + j) * scale);
            if (a.bias) v += load_some(a.bias + first + j, some);
            v = activation(v);
            if (a.factor) v *= load_some((const T*)a.factor + row * a.factor_row + first + j, some);
            if (a.residual) v += load_some((const T*)a.residual + at, some);
            store_some((T*)a.y + at, v, some);
        }
    }
}

constexpr int64_t x_bytes_a_task = 512 << 10;  // of x, that stay in a core's second cache while blocks of weights meet them
constexpr int64_t tasks_a_thread = 4;

template <class T>
void product(const Int8Product& a, Int8Sums one, Int8Sums two, [[maybe_unused]] bool tiles) {
    const int64_t pairs = (a.tile_count + 1) / 2, columns = (a.shape.blocks() + 1) / 2;
    int64_t pairs_a_task = x_bytes_a_task / (2 * int8_tile * a.shape.row_bytes());
    if (pairs_a_task < 1) pairs_a_task = 1;
    if (pairs_a_task > (pairs + a.threads - 1) / a.threads) pairs_a_task = (pairs + a.threads - 1) / a.threads;
    const int64_t row_tasks = (pairs + pairs_a_task - 1) / pairs_a_task;
    int64_t columns_a_task = columns * row_tasks / (tasks_a_thread * a.threads);
    if (columns_a_task < 1) columns_a_task = 1;
    if (columns_a_task > columns) columns_a_task = columns;
    const int64_t column_tasks = (columns + columns_a_task - 1) / columns_a_task;
    const int8_t* weights = (const int8_t*)(a.weight + a.shape.blocks_at());
#pragma omp parallel num_threads(a.threads)
    {
        alignas(64) int32_t made[2 * made_of_block];
#if IMAGELAB_LANES == 16
        if (tiles) enter_int8_tiles();
#endif
        with_quick_activation<T>(a.activation, [&](const auto& activation) {
#pragma omp for schedule(dynamic, 1)
            for (int64_t task = 0; task < row_tasks * column_tasks; ++task) {
                const int64_t first_pair = task / column_tasks * pairs_a_task, first_column = task % column_tasks * columns_a_task;
                const int64_t last_pair = first_pair + pairs_a_task < pairs ? first_pair + pairs_a_task : pairs;
                const int64_t last_column = first_column + columns_a_task < columns ? first_column + columns_a_task : columns;
                for (int64_t column = first_column; column < last_column; ++column) {
                    const int64_t first = column * 2 * int8_tile, left = a.shape.outputs - first;
                    for (int64_t pair = first_pair; pair < last_pair; ++pair) {
                        const int64_t other = 2 * pair + 1 < a.tile_count ? 2 * pair + 1 : 2 * pair;
                        const Int8Block block{{a.x.bytes + a.tiles[2 * pair], a.x.bytes + a.tiles[other]},
                                              a.row_step,
                                              a.shifts,
                                              a.shape.taps,
                                              a.shape.row_bytes(),
                                              weights + column * 2 * a.shape.block_bytes(),
                                              a.shape.block_bytes(),
                                              made};
                        (left > int8_tile ? two : one)(block);
                        finish_tiles<T>(a, made, a.rows + 2 * pair * int8_tile, first, left < 2 * int8_tile ? left : 2 * int8_tile,
                                        activation);
                    }
                }
            }
        });
#if IMAGELAB_LANES == 16
        if (tiles) leave_int8_tiles();
#endif
    }
}

void product_with(const Int8Product& a, Int8Sums one, Int8Sums two, bool tiles) {
    a.type == Type::f32 ? product<float>(a, one, two, tiles) : product<BFloat>(a, one, two, tiles);
}
void plain_product(const Int8Product& a) {
    product_with(a, plain_sums<1>, plain_sums<2>, false);
}
void run_round_rows(const Int8RoundRows& a) {
    a.type == Type::f32 ? round_rows<float>(a) : round_rows<BFloat>(a);
}
void run_round_pictures(const Int8RoundPictures& a) {
    a.type == Type::f32 ? round_pictures<float>(a) : round_pictures<BFloat>(a);
}
#if IMAGELAB_LANES == 16
void vnni_product(const Int8Product& a) {
    product_with(a, vnni_sums<1>, vnni_sums<2>, false);
}
void tile_product(const Int8Product& a) {
    product_with(a, tile_sums<1>, tile_sums<2>, true);
}
#elif IMAGELAB_LANES == 8
void narrow_vnni_product(const Int8Product& a) {
    product_with(a, narrow_vnni_sums<1>, narrow_vnni_sums<2>, false);
}
#endif

}  // namespace

namespace imagelab::cpu::IMAGELAB_ISA {
const Int8Kernels& int8_kernels() {
    static constexpr Int8Kernels table{"plain", rotate, run_round_rows, run_round_pictures, plain_product};
    return table;
}
#if IMAGELAB_LANES == 16
const Int8Kernels& int8_vnni_kernels() {
    static constexpr Int8Kernels table{"AVX-512 VNNI", rotate, run_round_rows, run_round_pictures, vnni_product};
    return table;
}
const Int8Kernels& int8_tile_kernels() {
    static constexpr Int8Kernels table{"AMX", rotate, run_round_rows, run_round_pictures, tile_product};
    return table;
}
#elif IMAGELAB_LANES == 8
const Int8Kernels& int8_vnni_kernels() {
    static constexpr Int8Kernels table{"AVX-VNNI", rotate, run_round_rows, run_round_pictures, narrow_vnni_product};
    return table;
}
#endif
}  // namespace imagelab::cpu::IMAGELAB_ISA
