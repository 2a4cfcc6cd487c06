#pragma once
// Products of packed blocks in bf16 by Intel's matrix units (see tile_conv.h), laid out as for product(); part of kernels.cpp. A thread
// calls them between enter_bf16_tiles() and leave_bf16_tiles().
#include "core/cpu/simd/product.h"

#if defined(__AVX512BF16__)
namespace {

#define IMAGELAB_BF16_TILES __attribute__((target("amx-tile,amx-bf16")))

constexpr int64_t tile_side = 16;  // rows and columns of a tile; units of depth

struct alignas(64) Bf16TileShapes {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
const Bf16TileShapes bf16_tile_shapes;

IMAGELAB_BF16_TILES void enter_bf16_tiles() {
    _tile_loadconfig(&bf16_tile_shapes);
}
IMAGELAB_BF16_TILES void leave_bf16_tiles() {
    _tile_release();
}

// c[16 or 32 rows][16 or 32 columns] (+)= a * panel; strides in units.
template <bool tall, bool wide, bool add>
IMAGELAB_BF16_TILES void product_of_tiles(const uint32_t* a, int64_t a_row, const uint32_t* panel, int64_t width, int64_t depth, float* c,
                                          int64_t c_row) {
    float* const lower = c + tile_side * c_row;
    if constexpr (add) {
        _tile_loadd(0, c, c_row * 4);
        if constexpr (tall) _tile_loadd(1, lower, c_row * 4);
        if constexpr (wide) _tile_loadd(2, c + tile_side, c_row * 4);
        if constexpr (tall && wide) _tile_loadd(3, lower + tile_side, c_row * 4);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (int64_t k = 0; k < depth; k += tile_side) {
        _tile_loadd(4, a + k, a_row * 4);
        _tile_loadd(6, panel + k * width, width * 4);
        _tile_dpbf16ps(0, 4, 6);
        if constexpr (tall) {
            _tile_loadd(5, a + tile_side * a_row + k, a_row * 4);
            _tile_dpbf16ps(1, 5, 6);
        }
        if constexpr (wide) {
            _tile_loadd(7, panel + k * width + tile_side, width * 4);
            _tile_dpbf16ps(2, 4, 7);
        }
        if constexpr (tall && wide) _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, c, c_row * 4);
    if constexpr (tall) _tile_stored(1, lower, c_row * 4);
    if constexpr (wide) _tile_stored(2, c + tile_side, c_row * 4);
    if constexpr (tall && wide) _tile_stored(3, lower + tile_side, c_row * 4);
}

// As product(); rows, depth and columns are multiples of 16.
template <bool add>
void tile_product(const uint32_t* a, int64_t a_row, const uint32_t* panels, int64_t width, int64_t rows, int64_t depth, int64_t columns,
                  float* c, int64_t c_row) {
    for (int64_t r = 0; r < rows; r += 2 * tile_side) {
        const bool tall = r + tile_side < rows;
        for (int64_t j = 0; j < columns;) {
            const int64_t within = j % width;
            const bool wide = within + tile_side < width && j + tile_side < columns;
            const auto work = tall ? (wide ? product_of_tiles<true, true, add> : product_of_tiles<true, false, add>)
                                   : (wide ? product_of_tiles<false, true, add> : product_of_tiles<false, false, add>);
            work(a + r * a_row, a_row, panels + (j - within) * depth + within, width, depth, c + r * c_row + j, c_row);
            j += wide ? 2 * tile_side : tile_side;
        }
    }
}

}  // namespace
#endif
