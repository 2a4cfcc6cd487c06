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

// Of f32 [count], a multiple of 32: the nearest bf16, and what that lacks.
IMAGELAB_TILES void split_factors(const float* from, int64_t count, std::byte* nearest, std::byte* rest) {
    for (int64_t at = 0; at < count; at += lane) {
        const __m512 x = _mm512_loadu_ps(from + at);
        const auto high = (__m256i)_mm512_cvtneps_pbh(x);
        const __m512 low = _mm512_sub_ps(x, _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16)));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(nearest + 2 * at), high);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(rest + 2 * at), (__m256i)_mm512_cvtneps_pbh(low));
    }
}

// A row of all pictures' channels side by side, a pixel of zeros in front, zeros behind. Split, a pixel's rests follow its nearest.
IMAGELAB_TILES void gather_row(const TileConv& conv, const std::vector<const void*>& pictures, int64_t row, std::byte* to) {
    const int64_t all = conv.pixel_bytes(), padded = padded_width(conv.width);
    if (row < 0 || row >= conv.height) {
        std::memset(to, 0, static_cast<size_t>(padded * all));
        return;
    }
    std::memset(to, 0, static_cast<size_t>(all));
    std::memset(to + (conv.width + 1) * all, 0, static_cast<size_t>((padded - conv.width - 1) * all));
    int64_t first = 0;
    for (size_t i = 0; i < pictures.size(); ++i) {
        const int64_t channels = conv.channels[i], bytes = channels * (conv.split ? 4 : 2);
        const std::byte* from = static_cast<const std::byte*>(pictures[i]) + row * conv.width * bytes;
        std::byte* pixel = to + all + first;
        for (int64_t x = 0; x < conv.width; ++x, pixel += all, from += bytes) {
            if (conv.split) {
                split_factors(reinterpret_cast<const float*>(from), channels, pixel, pixel + all / 2);
                continue;
            }
            for (int64_t at = 0; at < bytes; at += 64) _mm512_storeu_si512(pixel + at, _mm512_loadu_si512(from + at));
        }
        first += 2 * channels;
    }
}

// Weights as tiles want them, in bf16; split: the rests of all behind the nearest of all.
struct TileWeights {
    const std::byte* nearest;
    int64_t block_bytes, rests;  // of 16 outputs; from a nearest to its rest
};

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

// The same of split factors: rests by nearest, nearest by nearest, nearest by rests.
template <bool two>
IMAGELAB_TILES void split_sums(const std::byte* const rows[3], int64_t all, const std::byte* weights, const TileWeights& layout,
                               float* made) {
    _tile_zero(0);
    _tile_zero(1);
    if constexpr (two) {
        _tile_zero(2);
        _tile_zero(3);
    }
    const int64_t half = lane * all, rests = all / 2;
    for (int dy = 0; dy < 3; ++dy) {
        const std::byte* pixel = rows[dy];
        for (int dx = 0; dx < 3; ++dx, pixel += all) {
            for (int64_t channel = 0; channel < rests; channel += 64, weights += tile_bytes) {
                const std::byte* here = pixel + channel;
                _tile_loadd(4, here + rests, all);
                _tile_loadd(6, weights, 64);
                _tile_dpbf16ps(0, 4, 6);
                _tile_loadd(5, here + half + rests, all);
                _tile_dpbf16ps(1, 5, 6);
                if constexpr (two) {
                    _tile_loadd(7, weights + layout.block_bytes, 64);
                    _tile_dpbf16ps(2, 4, 7);
                    _tile_dpbf16ps(3, 5, 7);
                }
                _tile_loadd(4, here, all);
                _tile_dpbf16ps(0, 4, 6);
                _tile_loadd(5, here + half, all);
                _tile_dpbf16ps(1, 5, 6);
                if constexpr (two) {
                    _tile_dpbf16ps(2, 4, 7);
                    _tile_dpbf16ps(3, 5, 7);
                }
                _tile_loadd(6, weights + layout.rests, 64);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(1, 5, 6);
                if constexpr (two) {
                    _tile_loadd(7, weights + layout.rests + layout.block_bytes, 64);
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
                case ConvStep::Kind::clip:
                    v = _mm512_mask_mov_ps(v, _mm512_cmp_ps_mask(v, _mm512_set1_ps(step.factor), _CMP_LT_OQ), _mm512_set1_ps(step.factor));
                    v = _mm512_mask_mov_ps(v, _mm512_cmp_ps_mask(v, _mm512_set1_ps(step.most), _CMP_GT_OQ), _mm512_set1_ps(step.most));
                    break;
                case ConvStep::Kind::add: {
                    if (conv.split) {
                        v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(kept, static_cast<const float*>(step.addend) + at));
                        break;
                    }
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

void band(const TileConv& conv, const std::vector<const void*>& pictures, const TileWeights& weights, const float* bias,
          const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int64_t begin, int64_t end) {
    const int64_t all = conv.pixel_bytes(), row_bytes = padded_width(conv.width) * all;
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
            const std::byte* of_block = weights.nearest + block * weights.block_bytes;
            for (int64_t x = 0; x < conv.width; x += pixels) {
                const std::byte* rows[3];
                for (int dy = 0; dy < 3; ++dy) rows[dy] = slot(row - 1 + dy) + x * all;
                if (conv.split)
                    (two ? split_sums<true> : split_sums<false>)(rows, all, of_block, weights, made);
                else
                    (two ? sums<true> : sums<false>)(rows, all, of_block, weights.block_bytes, made);
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

size_t band_bytes(const TileConv& conv) {
    const auto bytes = static_cast<size_t>(4 * tile_bytes + 3 * padded_width(conv.width) * conv.pixel_bytes());
    return (bytes + 63) / 64 * 64;
}

}  // namespace

int64_t TileConv::all_channels() const {
    return std::accumulate(channels.begin(), channels.end(), int64_t{0});
}

size_t TileConv::scratch_bytes(int threads) const {
    return (split ? weight_bytes() : 0) + band_bytes(*this) * static_cast<size_t>(threads);
}

void tile_conv(const TileConv& conv, const std::vector<const void*>& pictures, const void* weights, const float* bias,
               const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int threads) {
    permit_tiles();
    const auto all_weights = static_cast<int64_t>(conv.weight_bytes() / (conv.split ? 4 : 2));
    std::byte* const bands = scratch + (conv.split ? conv.weight_bytes() : 0);
    const TileWeights ready{conv.split ? scratch : static_cast<const std::byte*>(weights), 2 * lane * 9 * conv.all_channels(),
                            2 * all_weights};
#pragma omp parallel num_threads(threads)
    {
        const int64_t thread = omp_get_thread_num(), count = omp_get_num_threads();
        if (conv.split) {
            const int64_t groups = all_weights / pixels, first = groups * thread / count * pixels,
                          last = groups * (thread + 1) / count * pixels;
            split_factors(static_cast<const float*>(weights) + first, last - first, scratch + 2 * first,
                          scratch + 2 * (all_weights + first));
#pragma omp barrier
        }
        const int64_t begin = conv.height * thread / count, end = conv.height * (thread + 1) / count;
        if (begin < end) band(conv, pictures, ready, bias, steps, y, bands + static_cast<size_t>(thread) * band_bytes(conv), begin, end);
    }
}

}  // namespace imagelab::cpu
