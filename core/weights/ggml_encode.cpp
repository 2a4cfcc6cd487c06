#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/weights/convert.h"
#include "core/weights/ggml_decode.h"
#include "core/weights/ggml_types.h"

namespace imagelab::ggml {
namespace {

void put_half(float value, uint8_t* at) {
    const uint16_t bits = f32_to_f16(value);
    std::memcpy(at, &bits, sizeof bits);
}

// The value of largest magnitude, the first of several.
float extreme(const float* values) {
    float found = 0;
    for (int j = 0; j < ggml_block; ++j) {
        if (std::fabs(found) < std::fabs(values[j])) found = values[j];
    }
    return found;
}

float inverse(float scale) {
    return scale != 0 ? 1.0f / scale : 0.0f;
}

// quant(value) of element j and j + 16 in one byte, fifth bits in a word of their own where there are any.
template <class Quant>
void encode_nibbles(const float* values, uint8_t* target, uint8_t* fifth, const Quant& quant) {
    uint32_t high = 0;
    for (int j = 0; j < ggml_block / 2; ++j) {
        const auto a = static_cast<uint32_t>(quant(values[j])), b = static_cast<uint32_t>(quant(values[j + ggml_block / 2]));
        target[j] = static_cast<uint8_t>((a & 15) | (b & 15) << 4);
        high |= (a >> 4 & 1) << j | (b >> 4 & 1) << (j + ggml_block / 2);
    }
    if (fifth) std::memcpy(fifth, &high, sizeof high);
}

// Signed: the extreme value is -2^(bits - 1).
void encode_signed(const float* values, int bits, uint8_t* scale_at, uint8_t* fifth, uint8_t* target) {
    const int half = 1 << (bits - 1), most = 2 * half - 1;
    const float scale = extreme(values) / static_cast<float>(-half), by = inverse(scale), middle = static_cast<float>(half) + 0.5f;
    put_half(scale, scale_at);
    encode_nibbles(values, target, fifth, [&](float value) { return std::min(most, static_cast<int>(value * by + middle)); });
}

// From the least value to the largest.
void encode_ranged(const float* values, int bits, uint8_t* scale_at, uint8_t* fifth, uint8_t* target) {
    const auto [least, largest] = std::minmax_element(values, values + ggml_block);
    const int most = (1 << bits) - 1;
    const float scale = (*largest - *least) / static_cast<float>(most), by = inverse(scale), lowest = *least;
    put_half(scale, scale_at);
    put_half(lowest, scale_at + 2);
    encode_nibbles(values, target, fifth, [&](float value) { return std::min(most, static_cast<int>((value - lowest) * by + 0.5f)); });
}

}  // namespace

void encode_q4_0(const float* values, int64_t count, uint8_t* target) {
    for (; count > 0; --count, values += ggml_block, target += 18) encode_signed(values, 4, target, nullptr, target + 2);
}
void encode_q4_1(const float* values, int64_t count, uint8_t* target) {
    for (; count > 0; --count, values += ggml_block, target += 20) encode_ranged(values, 4, target, nullptr, target + 4);
}
void encode_q5_0(const float* values, int64_t count, uint8_t* target) {
    for (; count > 0; --count, values += ggml_block, target += 22) encode_signed(values, 5, target, target + 2, target + 6);
}
void encode_q5_1(const float* values, int64_t count, uint8_t* target) {
    for (; count > 0; --count, values += ggml_block, target += 24) encode_ranged(values, 5, target, target + 4, target + 8);
}
void encode_q8_0(const float* values, int64_t count, uint8_t* target) {
    for (; count > 0; --count, values += ggml_block, target += 34) {
        const float scale = std::fabs(extreme(values)) / 127.0f, by = inverse(scale);
        put_half(scale, target);
        for (int j = 0; j < ggml_block; ++j) target[2 + j] = static_cast<uint8_t>(static_cast<int8_t>(std::round(values[j] * by)));
    }
}

}  // namespace imagelab::ggml
