#include "core/weights/convert_loops.h"

#if defined(__x86_64__)
#include <immintrin.h>

// GCC 12 warns about the deliberately undefined values of its own AVX-512 headers (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// No -march: each function names the instructions it needs, and convert.cpp calls it only where the processor has them. AVX512_BF16's own
// conversion is not used: it flushes denormals.
#define IMAGELAB_AVX2 __attribute__((target("avx2,f16c")))
#define IMAGELAB_AVX512 __attribute__((target("avx2,f16c,avx512f,avx512bw,avx512vl")))

namespace imagelab {
namespace {

// ---- AVX2: eight elements at a time, the rest through the scalar loops ----

struct Avx2F16 {
    static constexpr size_t bytes = 2;
    IMAGELAB_AVX2 static __m256 load(const std::byte* source) {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
    }
};
struct Avx2Bf16 {
    static constexpr size_t bytes = 2;
    IMAGELAB_AVX2 static __m256 load(const std::byte* source) {
        const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source));
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
    }
};
struct Avx2F32 {
    static constexpr size_t bytes = 4;
    IMAGELAB_AVX2 static __m256 load(const std::byte* source) { return _mm256_loadu_ps(reinterpret_cast<const float*>(source)); }
};

// All ones in each lane that is infinite or NaN.
IMAGELAB_AVX2 inline __m256i not_finite_lanes(__m256i bits) {
    const __m256i exponent = _mm256_set1_epi32(0x7f800000);
    return _mm256_cmpeq_epi32(_mm256_and_si256(bits, exponent), exponent);
}

// Rounds to the upper 16 bits, nearest even; the lower 16 of each lane are left as zero.
IMAGELAB_AVX2 inline __m256i round_to_bf16(__m256 value) {
    const __m256i bits = _mm256_castps_si256(value);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(value, value, _CMP_UNORD_Q));
    const __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x00400000));
    return _mm256_and_si256(_mm256_blendv_epi8(rounded, quiet, nan), _mm256_set1_epi32(static_cast<int>(0xffff0000u)));
}

template <class From>
IMAGELAB_AVX2 bool avx2_to_f32(const std::byte* source, size_t count, float* target, bool (*rest)(const std::byte*, size_t, float*)) {
    __m256i bad = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 value = From::load(source + i * From::bytes);
        bad = _mm256_or_si256(bad, not_finite_lanes(_mm256_castps_si256(value)));
        _mm256_storeu_ps(target + i, value);
    }
    const bool all = _mm256_testz_si256(bad, bad) != 0;
    return rest(source + i * From::bytes, count - i, target + i) && all;
}

template <class From>
IMAGELAB_AVX2 bool avx2_to_bf16(const std::byte* source, size_t count, uint16_t* target,
                                bool (*rest)(const std::byte*, size_t, uint16_t*)) {
    __m256i bad = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m256i low = round_to_bf16(From::load(source + i * From::bytes)),
                      high = round_to_bf16(From::load(source + (i + 8) * From::bytes));
        bad = _mm256_or_si256(bad, _mm256_or_si256(not_finite_lanes(low), not_finite_lanes(high)));
        const __m256i packed = _mm256_packus_epi32(_mm256_srli_epi32(low, 16), _mm256_srli_epi32(high, 16));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(target + i), _mm256_permute4x64_epi64(packed, 0b11011000));
    }
    const bool all = _mm256_testz_si256(bad, bad) != 0;
    return rest(source + i * From::bytes, count - i, target + i) && all;
}

// As f32_to_f16: the conversion of F16C rounds to nearest even, keeps denormals whatever MXCSR says and makes a NaN quiet.
template <class From>
IMAGELAB_AVX2 bool avx2_to_f16(const std::byte* source, size_t count, uint16_t* target, bool (*rest)(const std::byte*, size_t, uint16_t*)) {
    const __m128i exponent = _mm_set1_epi16(0x7c00);
    __m128i bad = _mm_setzero_si128();
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m128i half = _mm256_cvtps_ph(From::load(source + i * From::bytes), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        bad = _mm_or_si128(bad, _mm_cmpeq_epi16(_mm_and_si128(half, exponent), exponent));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(target + i), half);
    }
    const bool all = _mm_testz_si128(bad, bad) != 0;
    return rest(source + i * From::bytes, count - i, target + i) && all;
}

// ---- AVX-512: sixteen elements at a time ----

struct Avx512F16 {
    static constexpr size_t bytes = 2;
    IMAGELAB_AVX512 static __m512 load(const std::byte* source) {
        return _mm512_maskz_cvtph_ps(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source)));
    }
};
struct Avx512Bf16 {
    static constexpr size_t bytes = 2;
    IMAGELAB_AVX512 static __m512 load(const std::byte* source) {
        const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source));
        return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
    }
};
struct Avx512F32 {
    static constexpr size_t bytes = 4;
    IMAGELAB_AVX512 static __m512 load(const std::byte* source) { return _mm512_loadu_ps(source); }
};

IMAGELAB_AVX512 inline __mmask16 not_finite_lanes(__m512i bits) {
    const __m512i exponent = _mm512_set1_epi32(0x7f800000);
    return _mm512_cmpeq_epi32_mask(_mm512_and_si512(bits, exponent), exponent);
}

IMAGELAB_AVX512 inline __m512i round_to_bf16(__m512 value) {
    const __m512i bits = _mm512_castps_si512(value);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    const __mmask16 nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
    return _mm512_mask_or_epi32(rounded, nan, bits, _mm512_set1_epi32(0x00400000));
}

template <class From>
IMAGELAB_AVX512 bool avx512_to_f32(const std::byte* source, size_t count, float* target, bool (*rest)(const std::byte*, size_t, float*)) {
    __mmask16 bad = 0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m512 value = From::load(source + i * From::bytes);
        bad = static_cast<__mmask16>(bad | not_finite_lanes(_mm512_castps_si512(value)));
        _mm512_storeu_ps(target + i, value);
    }
    return rest(source + i * From::bytes, count - i, target + i) && bad == 0;
}

template <class From>
IMAGELAB_AVX512 bool avx512_to_bf16(const std::byte* source, size_t count, uint16_t* target,
                                    bool (*rest)(const std::byte*, size_t, uint16_t*)) {
    __mmask16 bad = 0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m512i rounded = round_to_bf16(From::load(source + i * From::bytes));
        bad = static_cast<__mmask16>(bad | not_finite_lanes(rounded));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(target + i), _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16)));
    }
    return rest(source + i * From::bytes, count - i, target + i) && bad == 0;
}

}  // namespace

const ConvertLoops avx2_loops{
    [](const std::byte* s, size_t n, float* t) { return avx2_to_f32<Avx2F16>(s, n, t, scalar_loops.f16_to_f32); },
    [](const std::byte* s, size_t n, float* t) { return avx2_to_f32<Avx2Bf16>(s, n, t, scalar_loops.bf16_to_f32); },
    [](const std::byte* s, size_t n, float* t) { return avx2_to_f32<Avx2F32>(s, n, t, scalar_loops.f32_to_f32); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_bf16<Avx2F16>(s, n, t, scalar_loops.f16_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_bf16<Avx2Bf16>(s, n, t, scalar_loops.bf16_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_bf16<Avx2F32>(s, n, t, scalar_loops.f32_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_f16<Avx2Bf16>(s, n, t, scalar_loops.bf16_to_f16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_f16<Avx2F32>(s, n, t, scalar_loops.f32_to_f16); },
};

const ConvertLoops avx512_loops{
    [](const std::byte* s, size_t n, float* t) { return avx512_to_f32<Avx512F16>(s, n, t, avx2_loops.f16_to_f32); },
    [](const std::byte* s, size_t n, float* t) { return avx512_to_f32<Avx512Bf16>(s, n, t, avx2_loops.bf16_to_f32); },
    [](const std::byte* s, size_t n, float* t) { return avx512_to_f32<Avx512F32>(s, n, t, avx2_loops.f32_to_f32); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx512_to_bf16<Avx512F16>(s, n, t, avx2_loops.f16_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx512_to_bf16<Avx512Bf16>(s, n, t, avx2_loops.bf16_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx512_to_bf16<Avx512F32>(s, n, t, avx2_loops.f32_to_bf16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_f16<Avx2Bf16>(s, n, t, scalar_loops.bf16_to_f16); },
    [](const std::byte* s, size_t n, uint16_t* t) { return avx2_to_f16<Avx2F32>(s, n, t, scalar_loops.f32_to_f16); },
};

}  // namespace imagelab
#endif
