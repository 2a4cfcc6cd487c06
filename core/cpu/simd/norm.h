#pragma once
// GroupNorm (Wu & He 2018) and LayerNorm (Ba et al. 2016); part of kernels.cpp.
#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

// Pixels are cut into at most 64 chunks a picture; each gives a mean and a sum of squared deviations per channel, merged in order in double
// (Chan et al. 1979). The cut does not depend on the number of threads. A second pass corrects the mean by what the first rounded away
// (Chan, Golub & LeVeque 1983, eq. 1.7), and x - mean is formed before it is scaled: a mean far from zero costs no digits.
static inline int64_t norm_chunk_pixels(int64_t pixels, int64_t channels) {
    const int64_t fit = (32768 + channels - 1) / channels, least = (pixels + 63) / 64;
    const int64_t chunk = fit > least ? fit : least;
    return chunk < pixels ? chunk : pixels;
}

// A mean and a sum of squares for each chunk and channel, then a scale and a centre for each channel.
static inline int64_t group_norm_floats(int64_t batch, int64_t pixels, int64_t channels) {
    const int64_t chunk = norm_chunk_pixels(pixels, channels), chunks = (pixels + chunk - 1) / chunk;
    return (2 * chunks + 2) * batch * channels;
}

template <class T>
void chunk_statistics(const T* x, int64_t pixels, int64_t channels, float* mean, float* squares) {
    for (int64_t c = 0; c < channels; c += lanes) {
        const int64_t some = channels - c;
        Floats total{}, deviation{}, drift{};
        for (int64_t p = 0; p < pixels; ++p) total += load_some(x + p * channels + c, some);
        const Floats middle = total / (float)pixels;
        for (int64_t p = 0; p < pixels; ++p) {
            const Floats d = load_some(x + p * channels + c, some) - middle;
            deviation += d * d;
            drift += d;
        }
        const Floats missed = drift / (float)pixels;
        store_some(mean + c, middle + missed, some);
        store_some(squares + c, deviation - drift * missed, some);
    }
}

// Middle and 1 / deviation of group `bg` from the statistics of its chunks, merged in order.
struct GroupMoments {
    double middle, inverse;
};
template <class T>
GroupMoments group_moments(const GroupNormArgs& a, const float* mean, const float* squares, int64_t bg) {
    const int64_t chunk = norm_chunk_pixels(a.pixels, a.channels), chunks = (a.pixels + chunk - 1) / chunk;
    const int64_t per_group = a.channels / a.groups, b = bg / a.groups, first = bg % a.groups * per_group;
    double n = 0, middle = 0, deviation = 0;
    for (int64_t k = 0; k < chunks; ++k) {
        const double count = (double)(k * chunk + chunk < a.pixels ? chunk : a.pixels - k * chunk);
        for (int64_t c = first; c < first + per_group; ++c) {
            const int64_t at = (b * chunks + k) * a.channels + c;
            const double added = a.addend ? load_one(static_cast<const T*>(a.addend) + b * a.channels + c) : 0.0f;
            const double delta = mean[at] + added - middle, both = n + count;
            middle += delta * count / both;
            deviation += squares[at] + delta * delta * n * count / both;
            n = both;
        }
    }
    return {middle, 1.0 / __builtin_sqrt(deviation / n + a.eps)};
}

// Statistics of each chunk and channel of x.
template <class T>
void all_chunk_statistics(const GroupNormArgs& a, float* mean, float* squares) {
    const int64_t chunk = norm_chunk_pixels(a.pixels, a.channels), chunks = (a.pixels + chunk - 1) / chunk;
    const T* x = static_cast<const T*>(a.x);
#pragma omp parallel for schedule(static)
    for (int64_t task = 0; task < a.batch * chunks; ++task) {
        const int64_t first = task % chunks * chunk, count = first + chunk < a.pixels ? chunk : a.pixels - first;
        chunk_statistics(x + (task / chunks * a.pixels + first) * a.channels, count, a.channels, mean + task * a.channels,
                         squares + task * a.channels);
    }
}

template <class T>
void group_norm(const GroupNormArgs& a) {
    const int64_t chunk = norm_chunk_pixels(a.pixels, a.channels), chunks = (a.pixels + chunk - 1) / chunk;
    const int64_t per_group = a.channels / a.groups, plane = a.pixels * a.channels;
    float* mean = a.scratch;
    float* squares = mean + a.batch * chunks * a.channels;
    float* scale = squares + a.batch * chunks * a.channels;
    float* centre = scale + a.batch * a.channels;
    const T* x = static_cast<const T*>(a.x);
    all_chunk_statistics<T>(a, mean, squares);
#pragma omp parallel for schedule(static)
    for (int64_t bg = 0; bg < a.batch * a.groups; ++bg) {
        const int64_t b = bg / a.groups, first = bg % a.groups * per_group;
        const auto [middle, inverse] = group_moments<T>(a, mean, squares, bg);
        for (int64_t c = first; c < first + per_group; ++c) {
            const double added = a.addend ? load_one(static_cast<const T*>(a.addend) + b * a.channels + c) : 0.0f;
            scale[b * a.channels + c] = (float)(a.gamma[c] * inverse);
            centre[b * a.channels + c] = (float)(middle - added);
        }
    }
    T* y = static_cast<T*>(a.y);
#pragma omp parallel for schedule(static)
    for (int64_t task = 0; task < a.batch * chunks; ++task) {
        const int64_t b = task / chunks, first = task % chunks * chunk, last = first + chunk < a.pixels ? first + chunk : a.pixels;
        for (int64_t p = first; p < last; ++p) {
            const T* row = x + b * plane + p * a.channels;
            T* out = y + b * plane + p * a.channels;
            for (int64_t c = 0; c < a.channels; c += lanes) {
                const int64_t some = a.channels - c;
                Floats v = load_some(row + c, some) - load_some(centre + b * a.channels + c, some);
                v = v * load_some(scale + b * a.channels + c, some) + load_some(a.beta + c, some);
                if (a.silu) v = v * sigmoid_of(v);
                store_some(out + c, v, some);
            }
        }
    }
}

template <class T>
void layer_norm(const LayerNormArgs& a) {
    const T* x = static_cast<const T*>(a.x);
    const T *scale = static_cast<const T*>(a.scale), *shift = static_cast<const T*>(a.shift);
    T* y = static_cast<T*>(a.y);
#pragma omp parallel for schedule(static)
    for (int64_t r = 0; r < a.rows; ++r) {
        const T* row = x + r * a.width;
        float middle = 0;
        if (a.centred) {
            Floats total{};
            for (int64_t i = 0; i < a.width; i += lanes) total += load_some(row + i, a.width - i);
            middle = sum(total) / (float)a.width;
        }
        Floats squares{}, drifts{};
        for (int64_t i = 0; i < a.width; i += lanes) {
            Floats d = load_some(row + i, a.width - i) - middle;
            for (int64_t lane = a.width - i; lane < lanes; ++lane) d[lane] = 0;
            squares += d * d;
            drifts += d;
        }
        // The mean is middle + missed, which one float cannot hold far from zero.
        const float missed = a.centred ? sum(drifts) / (float)a.width : 0.0f;
        const float inverse = 1.0f / __builtin_sqrtf(sum(squares) / (float)a.width - missed * missed + a.eps);
        for (int64_t i = 0; i < a.width; i += lanes) {
            const int64_t some = a.width - i;
            Floats v = ((load_some(row + i, some) - middle) - missed) * inverse;
            if (a.gamma) v *= load_some(a.gamma + i, some);
            if (a.beta) v += load_some(a.beta + i, some);
            if (scale) v = v * load_some(scale + i, some) + load_some(shift + i, some);
            store_some(y + r * a.width + i, v, some);
        }
    }
}

}  // namespace
