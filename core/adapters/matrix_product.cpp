#include "core/adapters/matrix_product.h"

#include <algorithm>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
// GCC 12 warns about the deliberately undefined values of its own AVX-512 headers (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define IMAGELAB_AVX2 __attribute__((target("avx2,fma")))
#define IMAGELAB_AVX512 __attribute__((target("avx2,fma,avx512f")))
#endif

namespace imagelab {
namespace {

constexpr int64_t inner_block = 256, strip = 32;  // a strip of b: its part of 256 rows fits the first cache
constexpr int64_t tile_rows = 6;

// c[rows, strip] += a[rows, inner] b[inner, strip]; rows of a and c lie `a_step` and `c_step` apart, those of b one behind the other.
using Tile = void (*)(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step);

void scalar_tile(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step) {
    for (int64_t row = 0; row < rows; ++row) {
        float* out = c + row * c_step;
        for (int64_t k = 0; k < inner; ++k) {
            const float factor = a[row * a_step + k];
            for (int64_t i = 0; i < strip; ++i) out[i] += factor * b[k * strip + i];
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
        const __m512 left = _mm512_loadu_ps(b + k * strip), right = _mm512_loadu_ps(b + k * strip + 16);
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
    for (int64_t half = 0; half < strip; half += 16) {
        __m256 sums[rows][2];
        for (int row = 0; row < rows; ++row) {
            sums[row][0] = _mm256_loadu_ps(c + row * c_step + half);
            sums[row][1] = _mm256_loadu_ps(c + row * c_step + half + 8);
        }
        for (int64_t k = 0; k < inner; ++k) {
            const __m256 left = _mm256_loadu_ps(b + k * strip + half), right = _mm256_loadu_ps(b + k * strip + half + 8);
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

#define IMAGELAB_TILE(name, target, of_rows)                                                                                  \
    target void name(const float* a, int64_t a_step, const float* b, int64_t rows, int64_t inner, float* c, int64_t c_step) { \
        int64_t row = 0;                                                                                                      \
        for (; row + tile_rows <= rows; row += tile_rows)                                                                     \
            of_rows<tile_rows>(a + row * a_step, a_step, b, inner, c + row * c_step, c_step);                                 \
        for (; row < rows; ++row) of_rows<1>(a + row * a_step, a_step, b, inner, c + row * c_step, c_step);                   \
    }
IMAGELAB_TILE(avx2_tile, IMAGELAB_AVX2, avx2_rows)
IMAGELAB_TILE(avx512_tile, IMAGELAB_AVX512, avx512_rows)
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

void add_product(const float* a, const float* b, int64_t rows, int64_t inner, int64_t columns, float scale, float* c) {
    static const Tile tile = best_tile();
    std::vector<float> packed(static_cast<size_t>(std::min(inner, inner_block) * strip)), edge(static_cast<size_t>(rows * strip));
    for (int64_t k0 = 0; k0 < inner; k0 += inner_block) {
        const int64_t depth = std::min(inner_block, inner - k0);
        for (int64_t column = 0; column < columns; column += strip) {
            const int64_t width = std::min(strip, columns - column);
            for (int64_t k = 0; k < depth; ++k) {
                const float* from = b + (k0 + k) * columns + column;
                float* to = packed.data() + k * strip;
                for (int64_t i = 0; i < width; ++i) to[i] = scale * from[i];
                std::fill(to + width, to + strip, 0.0f);
            }
            if (width == strip) {
                tile(a + k0, inner, packed.data(), rows, depth, c + column, columns);
                continue;
            }
            std::fill(edge.begin(), edge.end(), 0.0f);
            tile(a + k0, inner, packed.data(), rows, depth, edge.data(), strip);
            for (int64_t row = 0; row < rows; ++row) {
                for (int64_t i = 0; i < width; ++i) c[row * columns + column + i] += edge[static_cast<size_t>(row * strip + i)];
            }
        }
    }
}

}  // namespace imagelab
