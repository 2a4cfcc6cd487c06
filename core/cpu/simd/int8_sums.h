#pragma once
// Exact sums of products of u8 and s8 over tiles of 16 rows and blocks of 16 outputs; part of int8.cpp. What an instruction set lacks is
// widened to 16 bits first, because pairs of u8 times s8 do not fit 16 bits (pmaddubsw saturates).
#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "core/cpu/simd/int8.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

// Two tiles of x and one or two blocks of weights.
struct Int8Block {
    const uint8_t* x[2];
    int64_t row_step;
    const int64_t* shifts;
    int64_t taps, depth;  // depth: row_bytes
    const int8_t* weights;
    int64_t block_bytes;
    int32_t* made;  // [2 blocks][32 rows][16 outputs]
};
using Int8Sums = void (*)(const Int8Block&);

constexpr int64_t made_of_block = 2 * int8_tile * int8_tile;

// `rows` rows of one tile with `blocks` blocks; F adds products of four bytes: sums[r][..] += four bytes of x row r, broadcast, times
// [16 outputs][4] bytes.
#if IMAGELAB_LANES == 16

// vpdpbusd: 4 products a lane, added without saturation.
template <int blocks>
__attribute__((target("avx512vnni"))) void vnni_rows(const Int8Block& b, const uint8_t* x, int32_t* made) {
    constexpr int rows = 8;
    __m512i sums[rows][blocks];
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 2
        for (int n = 0; n < blocks; ++n) sums[r][n] = _mm512_setzero_si512();
    const int8_t* w = b.weights;
    for (int64_t tap = 0; tap < b.taps; ++tap) {
        const uint8_t* row = x + b.shifts[tap];
        for (int64_t k = 0; k < b.depth; k += 4, w += 64) {
            __m512i weights[blocks];
#pragma GCC unroll 2
            for (int n = 0; n < blocks; ++n) weights[n] = _mm512_loadu_si512(w + n * b.block_bytes);
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                int32_t four;
                __builtin_memcpy(&four, row + r * b.row_step + k, 4);
                const __m512i all = _mm512_set1_epi32(four);
#pragma GCC unroll 2
                for (int n = 0; n < blocks; ++n) sums[r][n] = _mm512_dpbusd_epi32(sums[r][n], all, weights[n]);
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 2
        for (int n = 0; n < blocks; ++n) _mm512_storeu_si512(made + n * made_of_block + r * int8_tile, sums[r][n]);
}
template <int blocks>
void vnni_sums(const Int8Block& b) {
    for (int64_t r = 0; r < 2 * int8_tile; r += 8)
        vnni_rows<blocks>(b, b.x[r / int8_tile] + r % int8_tile * b.row_step, b.made + r * int8_tile);
}

struct alignas(64) Int8TileShapes {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
const Int8TileShapes int8_tile_shapes;

#define IMAGELAB_INT8_TILES __attribute__((target("amx-tile,amx-int8")))

IMAGELAB_INT8_TILES void enter_int8_tiles() {
    _tile_loadconfig(&int8_tile_shapes);
}
IMAGELAB_INT8_TILES void leave_int8_tiles() {
    _tile_release();
}

// Intel AMX: 16 rows x 64 bytes times 64 bytes x 16 outputs an instruction.
template <int blocks>
IMAGELAB_INT8_TILES void tile_sums(const Int8Block& b) {
    _tile_zero(0);
    _tile_zero(1);
    if constexpr (blocks == 2) {
        _tile_zero(2);
        _tile_zero(3);
    }
    const int8_t* w = b.weights;
    for (int64_t tap = 0; tap < b.taps; ++tap) {
        const uint8_t *first = b.x[0] + b.shifts[tap], *second = b.x[1] + b.shifts[tap];
        for (int64_t k = 0; k < b.depth; k += int8_step, w += int8_step * int8_tile) {
            _tile_loadd(6, w, 64);
            _tile_loadd(4, first + k, b.row_step);
            _tile_dpbusd(0, 4, 6);
            _tile_loadd(5, second + k, b.row_step);
            _tile_dpbusd(1, 5, 6);
            if constexpr (blocks == 2) {
                _tile_loadd(7, w + b.block_bytes, 64);
                _tile_dpbusd(2, 4, 7);
                _tile_dpbusd(3, 5, 7);
            }
        }
    }
    _tile_stored(0, b.made, 64);
    _tile_stored(1, b.made + int8_tile * int8_tile, 64);
    if constexpr (blocks == 2) {
        _tile_stored(2, b.made + made_of_block, 64);
        _tile_stored(3, b.made + made_of_block + int8_tile * int8_tile, 64);
    }
}
#endif

#if IMAGELAB_LANES == 8
// AVX-VNNI: vpdpbusd over 8 outputs.
__attribute__((target("avxvnni"))) void narrow_vnni_rows(const Int8Block& b, const uint8_t* x, const int8_t* w, int32_t* made) {
    constexpr int rows = 4;
    __m256i sums[rows][2] = {};
    for (int64_t tap = 0; tap < b.taps; ++tap) {
        const uint8_t* row = x + b.shifts[tap];
        for (int64_t k = 0; k < b.depth; k += 4, w += 64) {
            const __m256i low = _mm256_loadu_si256((const __m256i*)w), high = _mm256_loadu_si256((const __m256i*)(w + 32));
#pragma GCC unroll 4
            for (int r = 0; r < rows; ++r) {
                int32_t four;
                __builtin_memcpy(&four, row + r * b.row_step + k, 4);
                const __m256i all = _mm256_set1_epi32(four);
                sums[r][0] = _mm256_dpbusd_avx_epi32(sums[r][0], all, low);
                sums[r][1] = _mm256_dpbusd_avx_epi32(sums[r][1], all, high);
            }
        }
    }
    for (int r = 0; r < rows; ++r) {
        _mm256_storeu_si256((__m256i*)(made + r * int8_tile), sums[r][0]);
        _mm256_storeu_si256((__m256i*)(made + r * int8_tile + 8), sums[r][1]);
    }
}
template <int blocks>
void narrow_vnni_sums(const Int8Block& b) {
    for (int n = 0; n < blocks; ++n) {
        for (int64_t r = 0; r < 2 * int8_tile; r += 4)
            narrow_vnni_rows(b, b.x[r / int8_tile] + r % int8_tile * b.row_step, b.weights + n * b.block_bytes,
                             b.made + n * made_of_block + r * int8_tile);
    }
}
#endif

#if IMAGELAB_LANES >= 8
// Bytes widened to 16 bits, whose products vpmaddwd adds in pairs: two sums an output, added at the end.
#if IMAGELAB_LANES == 16
typedef __m512i Pairs;
static inline Pairs widened(const int8_t* w) {
    return _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i*)w));
}
static inline Pairs widened_four(const uint8_t* x) {
    int32_t four;
    __builtin_memcpy(&four, x, 4);
    return _mm512_broadcastq_epi64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(four)));
}
static inline Pairs added(Pairs sums, Pairs w, Pairs x) {
    return _mm512_add_epi32(sums, _mm512_madd_epi16(w, x));
}
#else
typedef __m256i Pairs;
static inline Pairs widened(const int8_t* w) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i*)w));
}
static inline Pairs widened_four(const uint8_t* x) {
    int32_t four;
    __builtin_memcpy(&four, x, 4);
    return _mm256_broadcastq_epi64(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(four)));
}
static inline Pairs added(Pairs sums, Pairs w, Pairs x) {
    return _mm256_add_epi32(sums, _mm256_madd_epi16(w, x));
}
#endif
constexpr int pair_outputs = IMAGELAB_LANES / 2;  // of a vector

// 4 rows and two vectors of outputs from `first` on.
void widened_rows(const Int8Block& b, const uint8_t* x, const int8_t* w, int first, int32_t* made) {
    constexpr int rows = 4;
    Pairs sums[rows][2] = {};
    w += 4 * first;
    for (int64_t tap = 0; tap < b.taps; ++tap) {
        const uint8_t* row = x + b.shifts[tap];
        for (int64_t k = 0; k < b.depth; k += 4, w += 64) {
            const Pairs low = widened(w), high = widened(w + 4 * pair_outputs);
#pragma GCC unroll 4
            for (int r = 0; r < rows; ++r) {
                const Pairs four = widened_four(row + r * b.row_step + k);
                sums[r][0] = added(sums[r][0], low, four);
                sums[r][1] = added(sums[r][1], high, four);
            }
        }
    }
    for (int r = 0; r < rows; ++r) {
        int32_t both[4 * pair_outputs];
        __builtin_memcpy(both, sums[r], sizeof both);
        for (int n = 0; n < 2 * pair_outputs; ++n) made[r * int8_tile + first + n] = both[2 * n] + both[2 * n + 1];
    }
}
#endif

#if IMAGELAB_LANES < 8
// Plain C, for the compiler.
void plain_rows(const Int8Block& b, const uint8_t* x, const int8_t* w, int32_t* made) {
    int32_t sums[int8_tile] = {};
    for (int64_t tap = 0; tap < b.taps; ++tap) {
        const uint8_t* row = x + b.shifts[tap];
        for (int64_t k = 0; k < b.depth; k += 4, w += 64) {
            for (int n = 0; n < int8_tile; ++n) {
                int32_t four = 0;
                for (int i = 0; i < 4; ++i) four += (int32_t)row[k + i] * (int32_t)w[4 * n + i];
                sums[n] += four;
            }
        }
    }
    __builtin_memcpy(made, sums, sizeof sums);
}
#endif

template <int blocks>
void plain_sums(const Int8Block& b) {
    for (int n = 0; n < blocks; ++n) {
        const int8_t* w = b.weights + n * b.block_bytes;
        for (int64_t r = 0; r < 2 * int8_tile;) {
            const uint8_t* x = b.x[r / int8_tile] + r % int8_tile * b.row_step;
            int32_t* made = b.made + n * made_of_block + r * int8_tile;
#if IMAGELAB_LANES >= 8
            for (int first = 0; first < int8_tile; first += 2 * pair_outputs) widened_rows(b, x, w, first, made);
            r += 4;
#else
            plain_rows(b, x, w, made);
            ++r;
#endif
        }
    }
}

}  // namespace
