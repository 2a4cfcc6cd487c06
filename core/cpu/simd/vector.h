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

static inline Floats splat(float value) {
    return Floats{} + value;
}

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
static inline void store(float* p, Floats v) {
    __builtin_memcpy(p, &v, sizeof v);
}
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
static inline float load_one(const float* p) {
    return *p;
}
static inline float load_one(const BFloat* p) {
    const uint32_t word = (uint32_t)p->bits << 16;
    float value;
    __builtin_memcpy(&value, &word, sizeof value);
    return value;
}
// The first `count` elements, no more than a vector's; the rest is `fill`, and untouched in memory.
#if IMAGELAB_LANES == 16
static inline __mmask16 first_lanes(int64_t count) {
    return (__mmask16)((1u << count) - 1);
}
static inline Floats load_some(const float* p, int64_t count, float fill = 0) {
    if (count >= lanes) return load(p);
    return (Floats)_mm512_mask_loadu_ps(_mm512_set1_ps(fill), first_lanes(count), p);
}
static inline Floats load_some(const BFloat* p, int64_t count, float fill = 0) {
    if (count >= lanes) return load(p);
    const __m512i wide = _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(first_lanes(count), p)), 16);
    return (Floats)_mm512_mask_mov_ps(_mm512_set1_ps(fill), first_lanes(count), _mm512_castsi512_ps(wide));
}
static inline void store_some(float* p, Floats v, int64_t count) {
    if (count >= lanes) return store(p, v);
    _mm512_mask_storeu_ps(p, first_lanes(count), (__m512)v);
}
static inline void store_some(BFloat* p, Floats v, int64_t count) {
    if (count >= lanes) return store(p, v);
    __m256i some;
    store((BFloat*)&some, v);
    _mm256_mask_storeu_epi16(p, first_lanes(count), some);
}
#else
template <class T>
static inline Floats load_some(const T* p, int64_t count, float fill = 0) {
    if (count >= lanes) return load(p);
    T some[lanes];
    store(some, splat(fill));
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
#endif
// The same, and nothing is read where count <= 0.
template <class T>
static inline Floats load_up_to(const T* p, int64_t count) {
    return count > 0 ? load_some(p, count) : Floats{};
}

// The first `count` lanes of v, `fill` in the others.
static inline Floats keep_first(Floats v, int64_t count, float fill) {
#if IMAGELAB_LANES == 16
    return count >= lanes ? v : (Floats)_mm512_mask_mov_ps(_mm512_set1_ps(fill), first_lanes(count), (__m512)v);
#else
    for (int64_t lane = count; lane < lanes; ++lane) v[lane] = fill;
    return v;
#endif
}

static inline Floats max_of(Floats a, Floats b) {
    return a > b ? a : b;
}
static inline Floats min_of(Floats a, Floats b) {
    return a < b ? a : b;
}

// Across the lanes, in halves.
static inline float sum(Floats v) {
#if IMAGELAB_LANES == 16
    return _mm512_reduce_add_ps((__m512)v);
#else
    for (int half = lanes / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) v[i] += v[i + half];
    }
    return v[0];
#endif
}
static inline float largest(Floats v) {
#if IMAGELAB_LANES == 16
    return _mm512_reduce_max_ps((__m512)v);
#else
    for (int half = lanes / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) v[i] = v[i] > v[i + half] ? v[i] : v[i + half];
    }
    return v[0];
#endif
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

// 2^x for x <= 88: to 1 ulp or so for results kept in f32 (Cephes exp2f), to 8e-5 for those rounded to bf16 (minimax of degree 3). 0 below
// -126 where the instruction set has no scaling of its own.
static inline Floats fraction_power(Floats r, const float*) {
    Floats p = splat(1.535336188319500e-4f);
    p = p * r + 1.339887440266574e-3f;
    p = p * r + 9.618437357674640e-3f;
    p = p * r + 5.550332471162809e-2f;
    p = p * r + 2.402264791363012e-1f;
    p = p * r + 6.931472028550421e-1f;
    return p * r + 1.0f;
}
static inline Floats fraction_power(Floats r, const BFloat*) {
    Floats p = splat(5.5171667e-2f);
    p = p * r + 0.24261112f;
    p = p * r + 0.69326099f;
    return p * r + 0.99992807f;
}
template <class Stored>
static inline Floats exp2_of(Floats x) {
    const Stored* kind = nullptr;
#if IMAGELAB_LANES == 16
    const Floats n = (Floats)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    return (Floats)_mm512_scalef_ps((__m512)fraction_power(x - n, kind), (__m512)n);
#else
    const Floats c = x < -126.0f ? splat(-126.0f) : x, magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
    const Floats n = (c + magic) - magic;
    const Ints power = (__builtin_convertvector(n, Ints) + 127) << 23;
    return x < -126.0f ? splat(0) : fraction_power(c - n, kind) * (Floats)power;
#endif
}

static inline Floats sigmoid_of(Floats x) {
    return 1.0f / (1.0f + exp_of(-x));
}
static inline Floats tanh_of(Floats x) {
    const Floats a = max_of(x, -x);
    const Floats e = exp_of(a * -2.0f);
    const Floats t = (1.0f - e) / (1.0f + e);
    const Floats small = x * (1.0f - x * x * (1.0f / 3.0f));
    return a < splat(0.02f) ? small : (x < splat(0) ? -t : t);
}
// Abramowitz & Stegun 7.1.26 is too coarse at 1e-7; this is the same form with the complementary tail of Numerical Recipes (erfc, 1.2e-7
// relative).
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
