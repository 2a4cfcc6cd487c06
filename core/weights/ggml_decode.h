#pragma once
#include <cstdint>

namespace imagelab::ggml {

// `count` whole blocks to f32, one function for each format.
void decode_q4_0(const uint8_t* blocks, int64_t count, float* target);
void decode_q4_1(const uint8_t* blocks, int64_t count, float* target);
void decode_q5_0(const uint8_t* blocks, int64_t count, float* target);
void decode_q5_1(const uint8_t* blocks, int64_t count, float* target);
void decode_q8_0(const uint8_t* blocks, int64_t count, float* target);
void decode_q2_k(const uint8_t* blocks, int64_t count, float* target);
void decode_q3_k(const uint8_t* blocks, int64_t count, float* target);
void decode_q4_k(const uint8_t* blocks, int64_t count, float* target);
void decode_q5_k(const uint8_t* blocks, int64_t count, float* target);
void decode_q6_k(const uint8_t* blocks, int64_t count, float* target);

// `count` whole blocks from f32: each block's scale from its largest value, elements rounded to nearest.
void encode_q4_0(const float* values, int64_t count, uint8_t* target);
void encode_q4_1(const float* values, int64_t count, uint8_t* target);
void encode_q5_0(const float* values, int64_t count, uint8_t* target);
void encode_q5_1(const float* values, int64_t count, uint8_t* target);
void encode_q8_0(const float* values, int64_t count, uint8_t* target);

}  // namespace imagelab::ggml
