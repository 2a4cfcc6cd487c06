#pragma once
// Compiler vectors of the width of the instruction set a file is built for. Included only by files built once a set: everything here has
// internal linkage, so that code of one set never serves another.
#include <stdint.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define IMAGELAB_LANES 16
#elif defined(__AVX2__)
#define IMAGELAB_LANES 8
#else
#define IMAGELAB_LANES 4
#endif

namespace {

constexpr int lanes = IMAGELAB_LANES;
typedef float Floats __attribute__((vector_size(4 * IMAGELAB_LANES)));
typedef int32_t Ints __attribute__((vector_size(4 * IMAGELAB_LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * IMAGELAB_LANES)));
typedef uint16_t Halves __attribute__((vector_size(2 * IMAGELAB_LANES)));

struct BFloat {
    uint16_t bits;
};

static inline Floats splat(float value) { return Floats{} + value; }

static inline Floats load(const float* p) {
    Floats v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
static inline Floats load(const BFloat* p) {
    Halves h;
    __builtin_memcpy(&h, p, sizeof h);
    return (Floats)(__builtin_convertvector(h, Words) << 16);
}
static inline void store(float* p, Floats v) { __builtin_memcpy(p, &v, sizeof v); }
static inline void store(BFloat* p, Floats v) {
#if defined(__AVX512BF16__)
    const __m256bh h = _mm512_cvtneps_pbh((__m512)v);
    __builtin_memcpy(p, &h, sizeof h);
#else
    const Words u = (Words)v;
    const Words rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;  // to nearest even
    const Ints nan = v != v;
    const Halves h = __builtin_convertvector((rounded & ~(Words)nan) | ((Words)nan & 0x7fc0u), Halves);
    __builtin_memcpy(p, &h, sizeof h);
#endif
}
static inline float load_one(const float* p) { return *p; }
static inline float load_one(const BFloat* p) {
    const uint32_t word = (uint32_t)p->bits << 16;
    float value;
    __builtin_memcpy(&value, &word, sizeof value);
    return value;
}
template <class T>
static inline Floats load_some(const T* p, int64_t count, float fill = 0) {
    if (count >= lanes) return load(p);
    T some[lanes];
    const Floats filler = splat(fill);
    store(some, filler);
    __builtin_memcpy(some, p, count * sizeof(T));
    return load(some);
}
template <class T>
static inline void store_some(T* p, Floats v, int64_t count) {
    if (count >= lanes) return store(p, v);
    T some[lanes];
    store(some, v);
    __builtin_memcpy(p, some, count * sizeof(T));
}

static inline Floats max_of(Floats a, Floats b) { return a > b ? a : b; }
static inline Floats min_of(Floats a, Floats b) { return a < b ? a : b; }

static inline float sum(Floats v) {
    float total = 0;
    for (int i = 0; i < lanes; ++i) total += v[i];
    return total;
}
static inline float largest(Floats v) {
    float top = v[0];
    for (int i = 1; i < lanes; ++i) top = v[i] > top ? v[i] : top;
    return top;
}

// e^x to 1 ulp or so; 0 below -87.3, NaN stays NaN.
static inline Floats exp_of(Floats x) {
    const Floats low = splat(-87.3f), high = splat(88.3f);
    Floats c = x > high ? high : x;
    c = c < low ? low : c;
    const Floats magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
    const Floats n = (c * 1.44269504088896341f + magic) - magic;
    const Floats r = (c - n * 0.693359375f) - n * -2.12194440e-4f;
    Floats p = splat(1.9875691500e-4f);  // Cephes expf
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    const Ints power = (__builtin_convertvector(n, Ints) + 127) << 23;
    return x < low ? splat(0) : p * (Floats)power;
}

static inline Floats sigmoid_of(Floats x) { return 1.0f / (1.0f + exp_of(-x)); }
static inline Floats tanh_of(Floats x) {
    const Floats a = max_of(x, -x);
    const Floats e = exp_of(a * -2.0f);
    const Floats t = (1.0f - e) / (1.0f + e);
    const Floats small = x * (1.0f - x * x * (1.0f / 3.0f));
    return a < splat(0.02f) ? small : (x < splat(0) ? -t : t);
}
// Abramowitz & Stegun 7.1.26 is too coarse at 1e-7; this is the same form with the complementary tail of Numerical Recipes (erfc, 1.2e-7 relative).
static inline Floats erf_of(Floats x) {
    const Floats z = max_of(x, -x);
    const Floats t = 1.0f / (1.0f + 0.5f * z);
    Floats p = splat(0.17087277f);
    p = p * t - 0.82215223f;
    p = p * t + 1.48851587f;
    p = p * t - 1.13520398f;
    p = p * t + 0.27886807f;
    p = p * t - 0.18628806f;
    p = p * t + 0.09678418f;
    p = p * t + 0.37409196f;
    p = p * t + 1.00002368f;
    p = p * t - 1.26551223f;
    const Floats tail = t * exp_of(p - z * z);
    const Floats e = 1.0f - tail;
    return x < splat(0) ? -e : e;
}

}  // namespace
