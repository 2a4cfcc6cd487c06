#pragma once
// Pools of an image; part of kernels.cpp.
#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/vector.h"

namespace {

// Of the taps of a window that begins at `first`, those within [0, extent): [begin, end).
struct TapRange {
    int64_t begin, end;
};
static inline TapRange taps_within(int64_t first, int64_t taps, int64_t dilation, int64_t extent) {
    const int64_t begin = first >= 0 ? 0 : (-first + dilation - 1) / dilation;
    const int64_t end = first >= extent ? 0 : (extent - first + dilation - 1) / dilation;
    return {begin, end < taps ? end : taps};
}

template <class T>
void pool_pixel(const imagelab::cpu::PoolArgs& a, const T* image, int64_t line, int64_t column, T* y) {
    const int64_t top = line * a.stride_y - a.pad_top, left = column * a.stride_x - a.pad_left;
    const TapRange rows = taps_within(top, a.kernel_y, a.dilation_y, a.height), columns = taps_within(left, a.kernel_x, a.dilation_x, a.width);
    const int64_t inside = (rows.end > rows.begin ? rows.end - rows.begin : 0) * (columns.end > columns.begin ? columns.end - columns.begin : 0);
    int64_t count = inside;
    if (a.counts_padding) {
        const auto counted = [](int64_t first, int64_t taps, int64_t dilation, int64_t behind) {
            const int64_t end = taps_within(first, taps, dilation, behind).end;
            return end > 0 ? end : 0;
        };
        count = counted(top, a.kernel_y, a.dilation_y, a.height + a.counted_bottom) *
                counted(left, a.kernel_x, a.dilation_x, a.width + a.counted_right);
    }
    const float scale = 1.0f / (float)count;
    for (int64_t c = 0; c < a.channels; c += lanes) {
        const int64_t some = a.channels - c;
        Floats found = splat(a.largest ? -__builtin_inff() : 0.0f);
        for (int64_t i = rows.begin; i < rows.end; ++i) {
            const T* row = image + (top + i * a.dilation_y) * a.width * a.channels + c;
            for (int64_t j = columns.begin; j < columns.end; ++j) {
                const Floats v = load_some(row + (left + j * a.dilation_x) * a.channels, some);
                if (a.largest)
                    found = v > found || v != v ? v : found;  // NaN is the largest
                else
                    found += v;
            }
        }
        store_some(y + c, a.largest ? found : found * scale, some);
    }
}

template <class T>
void pool(const imagelab::cpu::PoolArgs& a) {
    const int64_t lines = a.batch * a.out_height;
#pragma omp parallel for schedule(static) if (lines * a.out_width * a.channels > 4096)
    for (int64_t line = 0; line < lines; ++line) {
        const T* image = static_cast<const T*>(a.x) + line / a.out_height * a.height * a.width * a.channels;
        for (int64_t column = 0; column < a.out_width; ++column)
            pool_pixel(a, image, line % a.out_height, column, static_cast<T*>(a.y) + (line * a.out_width + column) * a.channels);
    }
}

}  // namespace
