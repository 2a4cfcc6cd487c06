#pragma once
// Gradients of GroupNorm and LayerNorm with respect to x; part of kernels.cpp. With xhat = (x - mean) / deviation over n elements and
// g = gamma dy: dx = (g - mean(g) - xhat mean(g xhat)) / deviation (Ba et al. 2016, supplement; Wu & He 2018 group by group).
#include "core/cpu/simd/norm.h"

namespace {
using namespace imagelab::cpu;

// Sums over the pixels of a chunk of dy and of dy (x - centre), channel by channel.
template <class T>
void chunk_products(const T* x, const T* dy, const float* centre, int64_t pixels, int64_t channels, float* sums, float* products) {
    for (int64_t c = 0; c < channels; c += lanes) {
        const int64_t some = channels - c;
        const Floats middle = load_some(centre + c, some);
        Floats total{}, product{};
        for (int64_t p = 0; p < pixels; ++p) {
            const Floats d = load_some(dy + p * channels + c, some);
            total += d;
            product += d * (load_some(x + p * channels + c, some) - middle);
        }
        store_some(sums + c, total, some);
        store_some(products + c, product, some);
    }
}

template <class T>
void group_norm_grad(const GroupNormGradArgs& args) {
    const GroupNormArgs& a = args.norm;
    const int64_t chunk = norm_chunk_pixels(a.pixels, a.channels), chunks = (a.pixels + chunk - 1) / chunk;
    const int64_t per_group = a.channels / a.groups, plane = a.pixels * a.channels, entries = a.batch * a.channels;
    float* sums = a.scratch;                    // of each chunk; first the means
    float* products = sums + chunks * entries;  // first the squares
    float* centre = products + chunks * entries;
    float* inverses = centre + entries;
    float* slope = inverses + entries;  // of x - centre
    float* shift = slope + entries;
    all_chunk_statistics<T>(a, sums, products);
#pragma omp parallel for schedule(static)
    for (int64_t bg = 0; bg < a.batch * a.groups; ++bg) {
        const auto [middle, inverse] = group_moments<T>(a, sums, products, bg);
        for (int64_t c = 0; c < per_group; ++c) {
            const int64_t at = bg / a.groups * a.channels + bg % a.groups * per_group + c;
            centre[at] = (float)middle;
            inverses[at] = (float)inverse;
        }
    }
    const T *x = static_cast<const T*>(a.x), *dy = static_cast<const T*>(args.dy);
#pragma omp parallel for schedule(static)
    for (int64_t task = 0; task < a.batch * chunks; ++task) {
        const int64_t b = task / chunks, first = task % chunks * chunk, count = first + chunk < a.pixels ? chunk : a.pixels - first;
        const int64_t at = b * plane + first * a.channels;
        chunk_products(x + at, dy + at, centre + b * a.channels, count, a.channels, sums + task * a.channels, products + task * a.channels);
    }
#pragma omp parallel for schedule(static)
    for (int64_t bg = 0; bg < a.batch * a.groups; ++bg) {
        const int64_t b = bg / a.groups, first = bg % a.groups * per_group;
        double total = 0, product = 0;
        for (int64_t k = 0; k < chunks; ++k) {
            for (int64_t c = first; c < first + per_group; ++c) {
                const int64_t at = (b * chunks + k) * a.channels + c;
                total += (double)a.gamma[c] * sums[at];
                product += (double)a.gamma[c] * products[at];
            }
        }
        const double n = (double)(a.pixels * per_group);
        for (int64_t c = first; c < first + per_group; ++c) {
            const int64_t at = b * a.channels + c;
            const double inverse = inverses[at];
            slope[at] = (float)(-inverse * inverse * inverse * product / n);
            shift[at] = (float)(-inverse * total / n);
        }
    }
    T* dx = static_cast<T*>(a.y);
#pragma omp parallel for schedule(static)
    for (int64_t row = 0; row < a.batch * a.pixels; ++row) {
        const int64_t entry = row / a.pixels * a.channels, at = row * a.channels;
        for (int64_t c = 0; c < a.channels; c += lanes) {
            const int64_t some = a.channels - c;
            const Floats d = load_some(x + at + c, some) - load_some(centre + entry + c, some);
            const Floats g = load_some(dy + at + c, some) * load_some(a.gamma + c, some) * load_some(inverses + entry + c, some);
            store_some(dx + at + c, g + (d * load_some(slope + entry + c, some) + load_some(shift + entry + c, some)), some);
        }
    }
}

template <class T>
void layer_norm_grad(const LayerNormGradArgs& a) {
#pragma omp parallel for schedule(static)
    for (int64_t r = 0; r < a.rows; ++r) {
        const T *row = static_cast<const T*>(a.x) + r * a.width, *dy = static_cast<const T*>(a.dy) + r * a.width;
        float middle = 0;
        if (a.centred) {
            Floats total{};
            for (int64_t i = 0; i < a.width; i += lanes) total += load_some(row + i, a.width - i);
            middle = sum(total) / (float)a.width;
        }
        const auto gradient = [&](int64_t i) {
            const int64_t some = a.width - i;
            const Floats d = load_some(dy + i, some);
            return a.gamma ? d * load_some(a.gamma + i, some) : d;
        };
        Floats squares{}, drifts{}, totals{}, products{};
        for (int64_t i = 0; i < a.width; i += lanes) {
            Floats d = keep_first(load_some(row + i, a.width - i) - middle, a.width - i, 0);
            const Floats g = gradient(i);
            squares += d * d;
            drifts += d;
            totals += g;
            products += g * d;
        }
        const float n = (float)a.width, missed = a.centred ? sum(drifts) / n : 0.0f;
        const float inverse = 1.0f / __builtin_sqrtf(sum(squares) / n - missed * missed + a.eps);
        const float total = sum(totals), product = sum(products) - missed * total;
        const float slope = -inverse * inverse * inverse * product / n, shift = a.centred ? -inverse * total / n : 0.0f;
        T* dx = static_cast<T*>(a.dx) + r * a.width;
        for (int64_t i = 0; i < a.width; i += lanes) {
            const int64_t some = a.width - i;
            const Floats d = (load_some(row + i, some) - middle) - missed;
            store_some(dx + i, gradient(i) * inverse + (d * slope + shift), some);
        }
    }
}

}  // namespace
