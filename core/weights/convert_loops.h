#pragma once
// The loops behind convert.h, one set for each instruction set. Each returns whether every result is finite.
#include <cstddef>
#include <cstdint>

namespace imagelab {

struct ConvertLoops {
    bool (*f16_to_f32)(const std::byte* source, size_t count, float* target);
    bool (*bf16_to_f32)(const std::byte* source, size_t count, float* target);
    bool (*f32_to_f32)(const std::byte* source, size_t count, float* target);
    bool (*f16_to_bf16)(const std::byte* source, size_t count, uint16_t* target);
    bool (*bf16_to_bf16)(const std::byte* source, size_t count, uint16_t* target);
    bool (*f32_to_bf16)(const std::byte* source, size_t count, uint16_t* target);
    bool (*bf16_to_f16)(const std::byte* source, size_t count, uint16_t* target);
    bool (*f32_to_f16)(const std::byte* source, size_t count, uint16_t* target);
};

extern const ConvertLoops scalar_loops;
#if defined(__x86_64__)
extern const ConvertLoops avx2_loops;    // AVX2 and F16C
extern const ConvertLoops avx512_loops;  // AVX-512 F, BW, VL
#endif

}  // namespace imagelab
