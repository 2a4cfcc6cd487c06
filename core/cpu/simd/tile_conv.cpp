#include "core/cpu/simd/tile_conv.h"

#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/cpu/simd/features.h"

#define IMAGELAB_TILES __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512bf16")))

namespace imagelab::cpu {
namespace {

constexpr int64_t lane = 16, pixels = 32, tile_bytes = 1024;  // rows and columns of a tile; neighbours that are summed side by side

struct alignas(64) TileShapes {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
const TileShapes tile_shapes;  // in memory: gcc 12 thinks that loading them reads a pointer's bytes alone

int64_t padded_width(int64_t width) {
    return (width + pixels - 1) / pixels * pixels + 2;
}

// A row of all pictures' channels side by side, a pixel of zeros in front, zeros behind.
IMAGELAB_TILES void gather_row(const TileConv& conv, const std::vector<const void*>& pictures, int64_t row, std::byte* to) {
    const int64_t all = 2 * conv.all_channels(), padded = padded_width(conv.width);
    if (row < 0 || row >= conv.height) {
        std::memset(to, 0, static_cast<size_t>(padded * all));
        return;
    }
    std::memset(to, 0, static_cast<size_t>(all));
    std::memset(to + (conv.width + 1) * all, 0, static_cast<size_t>((padded - conv.width - 1) * all));
    int64_t first = 0;
    for (size_t i = 0; i < pictures.size(); ++i) {
        const int64_t bytes = 2 * conv.channels[i];
        const std::byte* from = static_cast<const std::byte*>(pictures[i]) + row * conv.width * bytes;
        std::byte* pixel = to + all + first;
        for (int64_t x = 0; x < conv.width; ++x, pixel += all, from += bytes) {
            for (int64_t at = 0; at < bytes; at += 64) _mm512_storeu_si512(pixel + at, _mm512_loadu_si512(from + at));
        }
        first += bytes;
    }
}

// Sums of 32 pixels and 16 or 32 outputs from three rows: tiles of [pixels, outputs] f32, pixels 0 to 15 first.
template <bool two>
IMAGELAB_TILES void sums(const std::byte* const rows[3], int64_t all, const std::byte* weights, int64_t block_bytes, float* made) {
    _tile_zero(0);
    _tile_zero(1);
    if constexpr (two) {
        _tile_zero(2);
        _tile_zero(3);
    }
    const int64_t half = lane * all;
    for (int dy = 0; dy < 3; ++dy) {
        const std::byte* pixel = rows[dy];
        for (int dx = 0; dx < 3; ++dx, pixel += all) {
            for (int64_t channel = 0; channel < all; channel += 64, weights += tile_bytes) {
                _tile_loadd(4, pixel + channel, all);
                _tile_loadd(6, weights, 64);
                _tile_dpbf16ps(0, 4, 6);
                _tile_loadd(5, pixel + half + channel, all);
                _tile_dpbf16ps(1, 5, 6);
                if constexpr (two) {
                    _tile_loadd(7, weights + block_bytes, 64);
                    _tile_dpbf16ps(2, 4, 7);
                    _tile_dpbf16ps(3, 5, 7);
                }
            }
        }
    }
    _tile_stored(0, made, 64);
    _tile_stored(1, made + lane * lane, 64);
    if constexpr (two) {
        _tile_stored(2, made + 2 * lane * lane, 64);
        _tile_stored(3, made + 3 * lane * lane, 64);
    }
}

// Sums [count, 16] of neighbours with bias and steps -> y, `outputs` apart; `kept` of the 16 are the picture's. `at`: element of y.
IMAGELAB_TILES void finish(const TileConv& conv, const float* made, int64_t count, const float* bias, int64_t first,
                           const std::vector<ConvStep>& steps, void* y, int64_t at) {
    const int64_t n = conv.outputs, some = std::min<int64_t>(lane, n - first);
    const auto kept = static_cast<__mmask16>((1u << some) - 1);
    const __m512 start = bias == nullptr ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(kept, bias + first);
    for (int64_t i = 0; i < count; ++i, at += n) {
        __m512 v = _mm512_add_ps(_mm512_loadu_ps(made + i * lane), start);
        for (const ConvStep& step : steps) {
            switch (step.kind) {
                case ConvStep::Kind::leaky:
                    v = _mm512_mask_mul_ps(v, _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ), v, _mm512_set1_ps(step.factor));
                    break;
                case ConvStep::Kind::scale:
                    v = _mm512_mul_ps(v, _mm512_set1_ps(step.factor));
                    break;
                case ConvStep::Kind::add: {
                    const __m256i half = _mm256_maskz_loadu_epi16(kept, static_cast<const uint16_t*>(step.addend) + at);
                    v = _mm512_add_ps(v, _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16)));
                }
            }
        }
        if (conv.wide)
            _mm512_mask_storeu_ps(static_cast<float*>(y) + at, kept, v);
        else
            _mm256_mask_storeu_epi16(static_cast<uint16_t*>(y) + at, kept, (__m256i)_mm512_cvtneps_pbh(v));
    }
}

IMAGELAB_TILES void enter_tiles() {
    _tile_loadconfig(&tile_shapes);
}
IMAGELAB_TILES void leave_tiles() {
    _tile_release();
}

void band(const TileConv& conv, const std::vector<const void*>& pictures, const std::byte* weights, const float* bias,
          const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int64_t begin, int64_t end) {
    const int64_t all = 2 * conv.all_channels(), row_bytes = padded_width(conv.width) * all, block_bytes = 9 * (all / 64) * tile_bytes;
    auto* made = reinterpret_cast<float*>(scratch);
    std::byte* ring = scratch + 4 * tile_bytes;
    const auto slot = [&](int64_t row) { return ring + (row + 3) % 3 * row_bytes; };
    enter_tiles();
    gather_row(conv, pictures, begin - 1, slot(begin - 1));
    gather_row(conv, pictures, begin, slot(begin));
    for (int64_t row = begin; row < end; ++row) {
        gather_row(conv, pictures, row + 1, slot(row + 1));
        for (int64_t block = 0; block < conv.output_blocks(); block += 2) {
            const bool two = block + 1 < conv.output_blocks();
            for (int64_t x = 0; x < conv.width; x += pixels) {
                const std::byte* rows[3];
                for (int dy = 0; dy < 3; ++dy) rows[dy] = slot(row - 1 + dy) + x * all;
                (two ? sums<true> : sums<false>)(rows, all, weights + block * block_bytes, block_bytes, made);
                for (int64_t part = 0; part < (two ? 4 : 2); ++part) {
                    const int64_t pixel = x + part % 2 * lane, output = (block + part / 2) * lane;
                    const int64_t count = std::min(lane, conv.width - pixel);
                    if (count > 0)
                        finish(conv, made + part * lane * lane, count, bias, output, steps, y,
                               (row * conv.width + pixel) * conv.outputs + output);
                }
            }
        }
    }
    leave_tiles();
}

}  // namespace

int64_t TileConv::all_channels() const {
    return std::accumulate(channels.begin(), channels.end(), int64_t{0});
}

size_t TileConv::scratch_bytes(int threads) const {
    const int64_t each = 4 * tile_bytes + 3 * padded_width(width) * 2 * all_channels();
    return static_cast<size_t>((each + 63) / 64 * 64 * threads);
}

void tile_conv(const TileConv& conv, const std::vector<const void*>& pictures, const void* weights, const float* bias,
               const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int threads) {
    permit_tiles();
    const size_t each = conv.scratch_bytes(1);
#pragma omp parallel num_threads(threads)
    {
        const int64_t thread = omp_get_thread_num(), count = omp_get_num_threads();
        const int64_t begin = conv.height * thread / count, end = conv.height * (thread + 1) / count;
        if (begin < end)
            band(conv, pictures, static_cast<const std::byte*>(weights), bias, steps, y, scratch + static_cast<size_t>(thread) * each,
                 begin, end);
    }
}

}  // namespace imagelab::cpu
