#pragma once
// x of a product rounded to u8, rotated first where it should be; part of int8.cpp.
#include <omp.h>

#include "core/cpu/simd/int8.h"
#include "core/cpu/simd/vector.h"

namespace {
using namespace imagelab::cpu;

// H4 = [1 1 1 -1; 1 1 -1 1; 1 -1 1 1; -1 1 1 1] / 2 gives half the sum of all four less the one that lies opposite.
static inline void turn_quad(Floats& a, Floats& b, Floats& c, Floats& d) {
    const Floats half = 0.5f * ((a + b) + (c + d));
    const Floats ya = half - d, yb = half - c, yc = half - b, yd = half - a;
    a = ya, b = yb, c = yc, d = yd;
}

// Quadruples of neighbours, then those 4 elements apart.
#if IMAGELAB_LANES == 16
static inline void turn_neighbours(Floats* v) {
    const Ints pairs = {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14},
               halves = {2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13},
               opposite = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};
    const Ints far_pairs = {4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11},
               far_halves = {8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7},
               far_opposite = {12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3};
    Floats all = *v + __builtin_shuffle(*v, pairs);
    all += __builtin_shuffle(all, halves);
    const Floats near = 0.5f * all - __builtin_shuffle(*v, opposite);
    all = near + __builtin_shuffle(near, far_pairs);
    all += __builtin_shuffle(all, far_halves);
    *v = 0.5f * all - __builtin_shuffle(near, far_opposite);
}
constexpr int unit_vectors = 1, next_step = 1;  // vectors of 16 elements; that lie 16 elements apart
#else
static inline Floats turn_near(Floats v) {
#if IMAGELAB_LANES == 8
    const Ints pairs = {1, 0, 3, 2, 5, 4, 7, 6}, halves = {2, 3, 0, 1, 6, 7, 4, 5}, opposite = {3, 2, 1, 0, 7, 6, 5, 4};
#else
    const Ints pairs = {1, 0, 3, 2}, halves = {2, 3, 0, 1}, opposite = {3, 2, 1, 0};
#endif
    Floats all = v + __builtin_shuffle(v, pairs);
    all += __builtin_shuffle(all, halves);
    return 0.5f * all - __builtin_shuffle(v, opposite);
}
static inline void turn_neighbours(Floats* v) {
#if IMAGELAB_LANES == 8
    const Ints swapped = {4, 5, 6, 7, 0, 1, 2, 3};
    const Floats low = turn_near(v[0]), high = turn_near(v[1]), both = low + high;
    const Floats half = 0.5f * (both + __builtin_shuffle(both, swapped));
    v[0] = half - __builtin_shuffle(high, swapped), v[1] = half - __builtin_shuffle(low, swapped);
#else
    for (int i = 0; i < 4; ++i) v[i] = turn_near(v[i]);
    turn_quad(v[0], v[1], v[2], v[3]);
#endif
}
constexpr int unit_vectors = 16 / lanes, next_step = unit_vectors;
#endif

// A group of 16, 64 or 256 elements.
template <int vectors>
static inline void turn_group(Floats* v) {
#pragma GCC unroll 16
    for (int i = 0; i < vectors; i += unit_vectors) turn_neighbours(v + i);
#pragma GCC unroll 2
    for (int step = next_step; step < vectors; step *= 4) {
#pragma GCC unroll 4
        for (int base = 0; base < vectors; base += 4 * step) {
#pragma GCC unroll 16
            for (int i = base; i < base + step; ++i) turn_quad(v[i], v[i + step], v[i + 2 * step], v[i + 3 * step]);
        }
    }
}

// Of any power of four: log4(group) passes over quadruples.
void turn_plain(float* g, int64_t group) {
    for (int64_t step = 1; step < group; step *= 4) {
        for (int64_t base = 0; base < group; base += 4 * step) {
            for (int64_t i = base; i < base + step; ++i) {
                const float a = g[i], b = g[i + step], c = g[i + 2 * step], d = g[i + 3 * step], half = 0.5f * ((a + b) + (c + d));
                g[i] = half - d, g[i + step] = half - c, g[i + 2 * step] = half - b, g[i + 3 * step] = half - a;
            }
        }
    }
}

struct Extremes {
    float least = 0, largest = 0, wrong = 0;  // wrong: NaN where there is what is no number or infinite, else 0
};
struct ExtremeLanes {
    Floats low = splat(0), high = splat(0), wrong = splat(0);
    Extremes all() const { return {-::largest(-low), ::largest(high), sum(wrong)}; }
};

// Groups of x as f32, rotated.
template <int group, class T>
void turn_groups(const T* x, int64_t count, float* to, ExtremeLanes& seen) {
    constexpr int vectors = group / lanes;
    for (int64_t g = 0; g < count; g += group) {
        Floats v[vectors];
#pragma GCC unroll 16
        for (int i = 0; i < vectors; ++i) {
            v[i] = load(x + g + i * lanes);
            seen.wrong += v[i] * 0.0f;
        }
        turn_group<vectors>(v);
#pragma GCC unroll 16
        for (int i = 0; i < vectors; ++i) {
            seen.low = min_of(v[i], seen.low), seen.high = max_of(v[i], seen.high);
            store(to + g + i * lanes, v[i]);
        }
    }
}

// A row as f32, rotated.
template <class T>
Extremes widen_row(const T* x, int64_t depth, int64_t group, float* to) {
    ExtremeLanes seen;
    if (group == 256) {
        turn_groups<256>(x, depth, to, seen);
        return seen.all();
    }
    if (group == 64) {
        turn_groups<64>(x, depth, to, seen);
        return seen.all();
    }
    if (group == 16) {
        turn_groups<16>(x, depth, to, seen);
        return seen.all();
    }
    for (int64_t i = 0; i < depth; i += lanes) store_some(to + i, load_some(x + i, depth - i), depth - i);
    for (int64_t g = 0; group > 0 && g < depth; g += group) turn_plain(to + g, group);
    for (int64_t i = 0; i < depth; i += lanes) {
        const Floats v = load_some((const float*)to + i, depth - i);
        seen.wrong += v * 0.0f;
        seen.low = min_of(v, seen.low), seen.high = max_of(v, seen.high);
    }
    return seen.all();
}

void rotate(float* x, int64_t count, int64_t group) {
    widen_row((const float*)x, count, group, x);
}

struct Range {
    float scale, inverse;
    int32_t zero;
};
static inline Range range_of(const Extremes& e) {
    const float span = e.largest - e.least;
    if (!(span > 0)) return {1.0f + e.wrong, 0, 0};
    const float scale = span / 255.0f, inverse = 255.0f / span;
    if (!(inverse < 3e38f)) return {1.0f + e.wrong, 0, 0};  // too small to tell from 0
    return {scale + e.wrong, inverse, (int32_t)(-e.least * inverse + 0.5f)};
}

static inline void round_row(const float* x, int64_t depth, const Range& range, uint8_t* to, int64_t row_bytes) {
    typedef uint8_t Bytes __attribute__((vector_size(IMAGELAB_LANES)));
    const Floats magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer, which then lies in the lowest bits
    for (int64_t i = 0; i < depth; i += lanes) {
        Floats v = load_some(x + i, depth - i) * range.inverse + (float)range.zero;
        v = max_of(min_of(v, splat(255)), splat(0));
        const Bytes bytes = __builtin_convertvector((Words)(v + magic) & 0xffu, Bytes);
        __builtin_memcpy(to + i, &bytes, sizeof bytes);  // row_bytes are whole vectors
    }
    if (row_bytes > depth) __builtin_memset(to + depth, 0, row_bytes - depth);
}

int64_t int8_row_bytes(int64_t depth) {
    return (depth + int8_step - 1) / int8_step * int8_step;
}

template <class T>
void round_rows(const Int8RoundRows& a) {
    const int64_t row_bytes = int8_row_bytes(a.depth);
#pragma omp parallel for schedule(static) num_threads(a.threads)
    for (int64_t r = 0; r < a.rows; ++r) {
        float* wide = a.scratch + omp_get_thread_num() * a.depth;
        const Range range = range_of(widen_row((const T*)a.x + r * a.depth, a.depth, a.group, wide));
        a.to.scale[r] = range.scale, a.to.zero[r] = range.zero;
        round_row(wide, a.depth, range, a.to.bytes + r * row_bytes, row_bytes);
    }
}

template <class T>
void round_pictures(const Int8RoundPictures& a) {
    const int64_t row_bytes = int8_row_bytes(a.depth), lines = a.batch * a.height;
    const int64_t full_width = a.left + a.width + a.right, full_height = a.top + a.height + a.bottom;
    float* const found = a.scratch + a.threads * a.depth;
#pragma omp parallel num_threads(a.threads)
    {
        float* wide = a.scratch + omp_get_thread_num() * a.depth;
        const auto row_at = [&](int64_t line, int64_t x) { return (const T*)a.x + (line * a.width + x) * a.depth; };
#pragma omp for schedule(static)
        for (int64_t line = 0; line < lines; ++line) {
            Extremes all;
            for (int64_t x = 0; x < a.width; ++x) {
                const Extremes e = widen_row(row_at(line, x), a.depth, a.group, wide);
                all.least = e.least < all.least ? e.least : all.least;
                all.largest = e.largest > all.largest ? e.largest : all.largest;
                all.wrong += e.wrong;
            }
            found[line * int8_extremes] = all.least, found[line * int8_extremes + 1] = all.largest;
            found[line * int8_extremes + 2] = all.wrong;
        }
#pragma omp for schedule(static)
        for (int64_t full = 0; full < a.batch * full_height; ++full) {
            const int64_t picture = full / full_height, y = full % full_height - a.top;
            Extremes all;
            for (int64_t line = picture * a.height; line < (picture + 1) * a.height; ++line) {
                const float* e = found + line * int8_extremes;
                all.least = e[0] < all.least ? e[0] : all.least, all.largest = e[1] > all.largest ? e[1] : all.largest, all.wrong += e[2];
            }
            const Range range = range_of(all);
            uint8_t* to = a.to.bytes + picture * a.picture_bytes + full % full_height * full_width * row_bytes;
            if (y < 0 || y >= a.height) {
                __builtin_memset(to, range.zero, full_width * row_bytes);
                continue;
            }
            __builtin_memset(to, range.zero, a.left * row_bytes);
            __builtin_memset(to + (a.left + a.width) * row_bytes, range.zero, a.right * row_bytes);
            for (int64_t x = 0; x < a.width; ++x) {
                widen_row(row_at(picture * a.height + y, x), a.depth, a.group, wide);
                round_row(wide, a.depth, range, to + (a.left + x) * row_bytes, row_bytes);
            }
            const int64_t begin = picture * a.outputs + a.outputs * y / a.height,
                          end = picture * a.outputs + a.outputs * (y + 1) / a.height;
            for (int64_t row = begin; row < end; ++row) a.to.scale[row] = range.scale, a.to.zero[row] = range.zero;
        }
    }
}

}  // namespace
