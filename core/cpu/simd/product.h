#pragma once
// Register-blocked matrix products of small packed blocks, and the packing; part of kernels.cpp. Arithmetic is f32 FMA, or pairs of bf16
// with AVX512-BF16.
#include "core/cpu/simd/vector.h"

namespace {

// What one lane of a product holds: one f32, or two bf16 that are neighbours along the summed axis.
template <class T>
struct Lane;
template <>
struct Lane<float> {
    using Unit = float;
    static constexpr int pack = 1;
    static inline Floats multiply_add(Floats sum, float a, const float* b) { return sum + a * load(b); }
};
template <>
struct Lane<BFloat> {
    using Unit = uint32_t;
    static constexpr int pack = 2;
    static inline Floats multiply_add(Floats sum, uint32_t a, const uint32_t* b) {
#if defined(__AVX512BF16__)
        return (Floats)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32((int)a), (__m512bh)_mm512_loadu_si512(b));
#else
        Words pair;
        __builtin_memcpy(&pair, b, sizeof pair);
        const Words both = Words{} + a;
        sum += (Floats)(both << 16) * (Floats)(pair << 16);
        return sum + (Floats)(both & 0xffff0000u) * (Floats)(pair & 0xffff0000u);
#endif
    }
};

#if IMAGELAB_LANES == 16
constexpr int tile_rows = 6, tile_vectors = 4;
#else
constexpr int tile_rows = 4, tile_vectors = 2;
#endif

static inline int64_t round_up(int64_t value, int64_t unit) {
    return (value + unit - 1) / unit * unit;
}

// Units that hold this many elements, the last perhaps half empty.
template <class T>
static inline int64_t units_of(int64_t elements) {
    return round_up(elements, Lane<T>::pack) / Lane<T>::pack;
}

// A panel is [depth][width] units, `width` whole vectors; a wide matrix is cut into panels of equal width, the last possibly narrower
// inside.
static inline int64_t panel_width(int64_t columns) {
    const int64_t vectors = (columns + lanes - 1) / lanes, panels = (vectors + tile_vectors - 1) / tile_vectors;
    return (vectors + panels - 1) / panels * lanes;
}

// c[tile_rows][vectors] (+)= a[tile_rows][depth] * panel[depth][width]; strides in units. The loops over the tile are unrolled so that the
// sums live in registers.
template <class T, int vectors, bool add>
static inline void product_tile(const typename Lane<T>::Unit* a, int64_t a_row, const typename Lane<T>::Unit* panel, int64_t width,
                                int64_t depth, float* c, int64_t c_row) {
    Floats sums[tile_rows][vectors];
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sums[r][v] = add ? load(c + r * c_row + v * lanes) : splat(0);
    }
#pragma GCC unroll 1
    for (int64_t k = 0; k < depth; ++k) {
#pragma GCC unroll 8
        for (int r = 0; r < tile_rows; ++r) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v)
                sums[r][v] = Lane<T>::multiply_add(sums[r][v], a[r * a_row + k], panel + k * width + v * lanes);
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; ++r) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) store(c + r * c_row + v * lanes, sums[r][v]);
    }
}

// c[rows][columns] (+)= a[rows][depth] * panels; rows a multiple of tile_rows, columns of the vector.
template <class T, bool add>
void product(const typename Lane<T>::Unit* a, int64_t a_row, const typename Lane<T>::Unit* panels, int64_t width, int64_t rows,
             int64_t depth, int64_t columns, float* c, int64_t c_row) {
    for (int64_t j = 0; j < columns; j += width) {
        const auto* panel = panels + j * depth;
        const int64_t vectors = ((columns - j < width ? columns - j : width) + lanes - 1) / lanes;
        for (int64_t r = 0; r < rows; r += tile_rows) {
            const auto* a_tile = a + r * a_row;
            float* c_tile = c + r * c_row + j;
            if (vectors == tile_vectors)
                product_tile<T, tile_vectors, add>(a_tile, a_row, panel, width, depth, c_tile, c_row);
            else if (vectors == 1)
                product_tile<T, 1, add>(a_tile, a_row, panel, width, depth, c_tile, c_row);
            else if (vectors == 2)
                product_tile<T, 2, add>(a_tile, a_row, panel, width, depth, c_tile, c_row);
            else
                product_tile<T, 3, add>(a_tile, a_row, panel, width, depth, c_tile, c_row);
        }
    }
}

// x [rows][head] -> [padded][depth] units, zero-padded.
template <class T>
void pack_rows(const T* x, int64_t row, int64_t rows, int64_t padded, int64_t head, int64_t depth, typename Lane<T>::Unit* out) {
    for (int64_t r = 0; r < padded; ++r) {
        T* line = (T*)(out + r * depth);
        const int64_t some = r < rows ? head : 0;
        if (some > 0) __builtin_memcpy(line, x + r * row, some * sizeof(T));
        for (int64_t i = some; i < depth * Lane<T>::pack; ++i) line[i] = T{};
    }
}

#if IMAGELAB_LANES == 16
// 16 rows of 16 units become columns: out[c * width + r] = in[r * row + c], `row` in bytes.
static inline void transpose_16(const char* in, int64_t row, char* out, int64_t width) {
    __m512i x[16], y[16];
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) x[i] = _mm512_loadu_si512(in + i * row);
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += 2) {
        y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
        y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
        x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
        x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
        x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
        x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
    }
    // x[4 g + c]: columns c, c + 4, c + 8, c + 12 of rows 4 g .. 4 g + 3.
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
        const __m512i low = _mm512_shuffle_i32x4(x[c], x[c + 4], 0x88), low_odd = _mm512_shuffle_i32x4(x[c], x[c + 4], 0xdd);
        const __m512i high = _mm512_shuffle_i32x4(x[c + 8], x[c + 12], 0x88), high_odd = _mm512_shuffle_i32x4(x[c + 8], x[c + 12], 0xdd);
        _mm512_storeu_si512(out + (c + 0) * width * 4, _mm512_shuffle_i32x4(low, high, 0x88));
        _mm512_storeu_si512(out + (c + 4) * width * 4, _mm512_shuffle_i32x4(low_odd, high_odd, 0x88));
        _mm512_storeu_si512(out + (c + 8) * width * 4, _mm512_shuffle_i32x4(low, high, 0xdd));
        _mm512_storeu_si512(out + (c + 12) * width * 4, _mm512_shuffle_i32x4(low_odd, high_odd, 0xdd));
    }
}
#endif

// x [rows][head] -> panels that hold its transpose: [panel][depth][width], one column a row of x, zero-padded to whole vectors.
template <class T>
void pack_columns(const T* x, int64_t row, int64_t rows, int64_t head, int64_t depth, int64_t width, typename Lane<T>::Unit* out) {
    using Unit = typename Lane<T>::Unit;
    const int64_t whole = head / Lane<T>::pack;
    for (int64_t j = 0; j < round_up(rows, lanes); j += lanes) {
        Unit* block = out + j / width * depth * width + j % width;
        int64_t c = 0;
#if IMAGELAB_LANES == 16
        for (; j + lanes <= rows && c + 16 <= whole; c += 16)
            transpose_16((const char*)(x + j * row + c * Lane<T>::pack), row * sizeof(T), (char*)(block + c * width), width);
#endif
        for (; c < depth; ++c) {
            for (int64_t i = 0; i < lanes; ++i) {
                T unit[2] = {};
                const T* line = x + (j + i) * row + c * Lane<T>::pack;
                if (j + i < rows) __builtin_memcpy(unit, line, c < whole ? sizeof(Unit) : sizeof(T));
                __builtin_memcpy(block + c * width + i, unit, sizeof(Unit));
            }
        }
    }
}

// x [rows][head] -> panels of its columns: [panel][units][width], a unit of `pack` rows, zero-padded.
static inline void pack_panels(const float* x, int64_t row, int64_t rows, int64_t head, int64_t width, int64_t units, float* out) {
    for (int64_t first = 0; first < head; first += width) {
        for (int64_t r = 0; r < units; ++r, out += width) {
            if (r >= rows) {
                __builtin_memset(out, 0, width * sizeof *out);
                continue;
            }
            for (int64_t c = 0; c < width; c += lanes) store(out + c, load_up_to(x + r * row + first + c, head - first - c));
        }
    }
}
static inline void pack_panels(const BFloat* x, int64_t row, int64_t rows, int64_t head, int64_t width, int64_t units, uint32_t* out) {
    for (int64_t first = 0; first < head; first += width) {
        for (int64_t r = 0; r < 2 * units; r += 2, out += width) {
            if (r >= rows) {
                __builtin_memset(out, 0, width * sizeof *out);
                continue;
            }
            const BFloat* even = x + r * row + first;
            for (int64_t c = 0; c < width; c += lanes) {
                const int64_t some = head - first - c;
                const Words low = (Words)load_up_to(even + c, some) >> 16,
                            high = r + 1 < rows ? (Words)load_up_to(even + row + c, some) : Words{};
                const Words both = low | high;
                __builtin_memcpy(out + c, &both, sizeof both);
            }
        }
    }
}

}  // namespace
