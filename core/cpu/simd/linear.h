#pragma once
// A linear whose weight stays in its file, row-major as torch keeps it; part of kernels.cpp. Blocks of the weight become packed panels that
// stay in the second cache while all rows of x meet them (Goto and van de Geijn 2008), so each weight is read once a product.
#include <omp.h>

#include "core/cpu/simd/activation.h"
#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/product.h"

namespace {
using namespace imagelab::cpu;

constexpr int64_t depth_block = 512;  // units of a panel
constexpr int64_t panel_columns = tile_vectors * lanes;

// What a product keeps beside its operands: x in whole tiles of rows, one depth block after the other, then each thread's panel and sums.
template <class T>
struct LinearBlocks {
    using Unit = typename Lane<T>::Unit;
    LinearBlocks(int64_t rows, int64_t depth) : padded_rows(round_up(rows, tile_rows)), depth_units(units_of<T>(depth)) {}
    int64_t padded_rows, depth_units;
    int64_t x_bytes() const { return round_up(padded_rows * depth_units * (int64_t)sizeof(Unit), 64); }
    int64_t panel_bytes() const { return depth_block * panel_columns * (int64_t)sizeof(Unit); }
    int64_t sum_bytes() const { return padded_rows * panel_columns * (int64_t)sizeof(float); }
    int64_t bytes(int threads) const { return x_bytes() + threads * (panel_bytes() + sum_bytes()); }
};

// The sums of `columns` columns from `first` on, finished.
template <class T, class F>
void finish_columns(const LinearArgs& a, const float* sums, int64_t first, int64_t columns, const F& activation) {
    for (int64_t r = 0; r < a.rows; ++r) {
        for (int64_t j = 0; j < columns; j += lanes) {
            const int64_t at = first + j, some = columns - j;
            Floats v = load(sums + r * panel_columns + j);
            if (a.bias) v += load_some(a.bias + at, some);
            v = activation(v);
            if (a.factor) v *= load_some((const T*)a.factor + r * a.factor_row + at, some);
            if (a.residual) v += load_some((const T*)a.residual + r * a.columns + at, some);
            store_some((T*)a.y + r * a.columns + at, v, some);
        }
    }
}

template <class T>
void linear(const LinearArgs& a) {
    using Unit = typename Lane<T>::Unit;
    const LinearBlocks<T> blocks(a.rows, a.depth);
    const int64_t panels = (a.columns + panel_columns - 1) / panel_columns, block_elements = depth_block * Lane<T>::pack;
    Unit* const x = (Unit*)a.scratch;
    // The depth block that begins at an element: its elements and units, and where its rows of x lie.
    struct Block {
        int64_t elements, units;
        Unit* x;
    };
    const auto block_at = [&](int64_t k) {
        const int64_t elements = a.depth - k < block_elements ? a.depth - k : block_elements;
        return Block{elements, units_of<T>(elements), x + blocks.padded_rows * (k / Lane<T>::pack)};
    };
#pragma omp parallel num_threads(a.threads)
    {
        Unit* const panel =
            (Unit*)((char*)a.scratch + blocks.x_bytes() + omp_get_thread_num() * (blocks.panel_bytes() + blocks.sum_bytes()));
        float* const sums = (float*)((char*)panel + blocks.panel_bytes());
#pragma omp for schedule(static)
        for (int64_t r = 0; r < blocks.padded_rows; r += tile_rows) {
            const int64_t some = a.rows - r < tile_rows ? a.rows - r : tile_rows;
            for (int64_t k = 0; k < a.depth; k += block_elements) {
                const Block block = block_at(k);
                pack_rows((const T*)a.x + r * a.depth + k, a.depth, some, tile_rows, block.elements, block.units,
                          block.x + r * block.units);
            }
        }
#pragma omp for schedule(dynamic)
        for (int64_t p = 0; p < panels; ++p) {
            const int64_t first = p * panel_columns, columns = a.columns - first < panel_columns ? a.columns - first : panel_columns;
            const int64_t width = round_up(columns, lanes);
            for (int64_t k = 0; k < a.depth; k += block_elements) {
                const Block block = block_at(k);
                pack_columns((const T*)a.weight + first * a.depth + k, a.depth, columns, block.elements, block.units, width, panel);
                const auto add = k > 0 ? product<T, true> : product<T, false>;
                add(block.x, block.units, panel, width, blocks.padded_rows, block.units, width, sums, panel_columns);
            }
            with_activation(a.activation, [&](const auto& f) { finish_columns<T>(a, sums, first, columns, f); });
        }
    }
}

}  // namespace
