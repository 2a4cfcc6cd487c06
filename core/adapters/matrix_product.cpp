#include "core/adapters/matrix_product.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
// GCC 12 warns about the deliberately undefined values of its own AVX-512 headers (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define IMAGELAB_AVX2 __attribute__((target("avx2,fma")))
#define IMAGELAB_AVX512 __attribute__((target("avx2,fma,avx512f")))
#endif

namespace imagelab {
namespace {

constexpr int64_t inner_block = 256, strip_columns = 32;  // a strip of b: its part of 256 rows fits the first cache

// c[rows, strip_columns] += a[rows, inner] b[inner, strip_columns]; rows of a and c lie `a_step` and `c_step` apart, those of b one behind
// the other.
using Tile = void (*)(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step);

void scalar_tile(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step) {
    for (int64_t row = 0; row < rows; ++row) {
        float* out = c + row * c_step;
        for (int64_t k = 0; k < inner; ++k) {
            const float factor = a[row * a_step + k];
            for (int64_t i = 0; i < strip_columns; ++i) out[i] += factor * b[k * strip_columns + i];
        }
    }
}

#if defined(__x86_64__)

template <int rows>
IMAGELAB_AVX512 void avx512_rows(const float* a, int64_t a_step, const float* b, int64_t inner, float* c, int64_t c_step) {
    __m512 sums[rows][2];
    for (int row = 0; row < rows; ++row) {
        sums[row][0] = _mm512_loadu_ps(c + row * c_step);
        sums[row][1] = _mm512_loadu_ps(c + row * c_step + 16);
    }
    for (int64_t k = 0; k < inner; ++k) {
        const __m512 left = _mm512_loadu_ps(b + k * strip_columns), right = _mm512_loadu_ps(b + k * strip_columns + 16);
        for (int row = 0; row < rows; ++row) {
            const __m512 factor = _mm512_set1_ps(a[row * a_step + k]);
            sums[row][0] = _mm512_fmadd_ps(factor, left, sums[row][0]);
            sums[row][1] = _mm512_fmadd_ps(factor, right, sums[row][1]);
        }
    }
    for (int row = 0; row < rows; ++row) {
        _mm512_storeu_ps(c + row * c_step, sums[row][0]);
        _mm512_storeu_ps(c + row * c_step + 16, sums[row][1]);
    }
}

template <int rows>
IMAGELAB_AVX2 void avx2_rows(const float* a, int64_t a_step, const float* b, int64_t inner, float* c, int64_t c_step) {
    for (int64_t half = 0; half < strip_columns; half += 16) {
        __m256 sums[rows][2];
        for (int row = 0; row < rows; ++row) {
            sums[row][0] = _mm256_loadu_ps(c + row * c_step + half);
            sums[row][1] = _mm256_loadu_ps(c + row * c_step + half + 8);
        }
        for (int64_t k = 0; k < inner; ++k) {
            const __m256 left = _mm256_loadu_ps(b + k * strip_columns + half), right = _mm256_loadu_ps(b + k * strip_columns + half + 8);
            for (int row = 0; row < rows; ++row) {
                const __m256 factor = _mm256_broadcast_ss(a + row * a_step + k);
                sums[row][0] = _mm256_fmadd_ps(factor, left, sums[row][0]);
                sums[row][1] = _mm256_fmadd_ps(factor, right, sums[row][1]);
            }
        }
        for (int row = 0; row < rows; ++row) {
            _mm256_storeu_ps(c + row * c_step + half, sums[row][0]);
            _mm256_storeu_ps(c + row * c_step + half + 8, sums[row][1]);
        }
    }
}

// Half as many sums fit AVX2's registers.
#define IMAGELAB_TILE(name, target, of_rows, most)                                                                            \
    target void name(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step) { \
        int64_t row = 0;                                                                                                      \
        for (; row + most <= rows; row += most) of_rows<most>(a + row * a_step, a_step, b, inner, c + row * c_step, c_step);  \
        if (rows - row >= most / 2) {                                                                                         \
            of_rows<most / 2>(a + row * a_step, a_step, b, inner, c + row * c_step, c_step);                                  \
            row += most / 2;                                                                                                  \
        }                                                                                                                     \
        for (; row < rows; ++row) of_rows<1>(a + row * a_step, a_step, b, inner, c + row * c_step, c_step);                   \
    }
IMAGELAB_TILE(avx2_tile, IMAGELAB_AVX2, avx2_rows, 6)
IMAGELAB_TILE(avx512_tile, IMAGELAB_AVX512, avx512_rows, 12)
#undef IMAGELAB_TILE

#endif

Tile best_tile() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return avx512_tile;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2_tile;
#endif
    return scalar_tile;
}

}  // namespace

StripMatrix::StripMatrix(const float* b, int64_t inner, int64_t columns, float scale) : inner_(inner), columns_(columns) {
    const int64_t strips = (columns + strip_columns - 1) / strip_columns;
    values_.resize(static_cast<size_t>(inner * strips * strip_columns));
    for (int64_t row = 0; row < inner; ++row) {
        const int64_t first = row / inner_block * inner_block, depth = std::min(inner_block, inner - first);
        for (int64_t column = 0; column < columns; column += strip_columns) {
            const int64_t width = std::min(strip_columns, columns - column);
            float* to = values_.data() + first * strips * strip_columns + column * depth + (row - first) * strip_columns;
            for (int64_t i = 0; i < width; ++i) to[i] = scale * b[row * columns + column + i];
        }
    }
}

const float* StripMatrix::strip(int64_t first_row, int64_t column) const {
    const int64_t strips = (columns_ + strip_columns - 1) / strip_columns, depth = std::min(inner_block, inner_ - first_row);
    return values_.data() + first_row * strips * strip_columns + column * depth;
}

void add_product(const float* a, const StripMatrix& b, int64_t rows, float* c) {
    static const Tile tile = best_tile();
    const int64_t inner = b.inner(), columns = b.columns(), whole = columns / strip_columns * strip_columns;
    std::vector<float> edge(whole < columns ? static_cast<size_t>(rows * strip_columns) : 0);
    for (int64_t k = 0; k < inner; k += inner_block) {
        const int64_t depth = std::min(inner_block, inner - k);
        for (int64_t column = 0; column < whole; column += strip_columns)
            tile(a + k, inner, b.strip(k, column), rows, depth, c + column, columns);
        if (whole == columns) continue;
        std::fill(edge.begin(), edge.end(), 0.0f);
        tile(a + k, inner, b.strip(k, whole), rows, depth, edge.data(), strip_columns);
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t i = 0; i < columns - whole; ++i)
                c[row * columns + whole + i] += edge[static_cast<size_t>(row * strip_columns + i)];
        }
    }
}

void add_product(const float* a, const float* b, int64_t rows, int64_t inner, int64_t columns, float scale, float* c) {
    add_product(a, StripMatrix(b, inner, columns, scale), rows, c);
}

}  // namespace imagelab
