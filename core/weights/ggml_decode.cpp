#include "core/weights/ggml_decode.h"

#include <cstring>

#include "core/weights/convert.h"
#include "core/weights/ggml_types.h"

namespace imagelab::ggml {
namespace {

constexpr int super_block = 256;  // of the K formats

float half(const uint8_t* at) {
    uint16_t bits;
    std::memcpy(&bits, at, sizeof bits);
    return f16_to_f32(bits);
}

// Element j and j + 16 share a byte: its low and its high four bits.
template <class Element>
void decode_nibbles(const uint8_t* packed, float* target, const Element& element) {
    for (int j = 0; j < ggml_block / 2; ++j) {
        target[j] = element(j, packed[j] & 15);
        target[j + ggml_block / 2] = element(j + ggml_block / 2, packed[j] >> 4);
    }
}

int fifth_bit(uint32_t high, int element) {
    return static_cast<int>(high >> element & 1) << 4;
}

uint32_t word(const uint8_t* at) {
    uint32_t bits;
    std::memcpy(&bits, at, sizeof bits);
    return bits;
}

struct ScaleMin {
    uint8_t scale, min;
};
// Eight pairs of six bits in twelve bytes (get_scale_min_k4).
ScaleMin scale_min(int i, const uint8_t* packed) {
    if (i < 4) return {static_cast<uint8_t>(packed[i] & 63), static_cast<uint8_t>(packed[i + 4] & 63)};
    return {static_cast<uint8_t>((packed[i + 4] & 15) | (packed[i - 4] >> 6) << 4),
            static_cast<uint8_t>(packed[i + 4] >> 4 | (packed[i] >> 6) << 4)};
}

// Sixteen signed scales of six bits in twelve bytes.
int q3_scale(int i, const uint8_t* packed) {
    const int low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4;
    return (low | (packed[8 + i % 4] >> (i / 4 * 2) & 3) << 4) - 32;
}

}  // namespace

void decode_q4_0(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 18, target += ggml_block) {
        const float scale = half(blocks);
        decode_nibbles(blocks + 2, target, [&](int, int q) { return static_cast<float>(q - 8) * scale; });
    }
}

void decode_q4_1(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 20, target += ggml_block) {
        const float scale = half(blocks), least = half(blocks + 2);
        decode_nibbles(blocks + 4, target, [&](int, int q) { return static_cast<float>(q) * scale + least; });
    }
}

void decode_q5_0(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 22, target += ggml_block) {
        const float scale = half(blocks);
        const uint32_t high = word(blocks + 2);
        decode_nibbles(blocks + 6, target, [&](int j, int q) { return static_cast<float>((q | fifth_bit(high, j)) - 16) * scale; });
    }
}

void decode_q5_1(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 24, target += ggml_block) {
        const float scale = half(blocks), least = half(blocks + 2);
        const uint32_t high = word(blocks + 4);
        decode_nibbles(blocks + 8, target, [&](int j, int q) { return static_cast<float>(q | fifth_bit(high, j)) * scale + least; });
    }
}

void decode_q8_0(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 34, target += ggml_block) {
        const float scale = half(blocks);
        const uint8_t* __restrict from = blocks + 2;
        float* __restrict to = target;  // so that it becomes vector instructions
        for (int j = 0; j < ggml_block; ++j) to[j] = static_cast<float>(static_cast<int8_t>(from[j])) * scale;
    }
}

// 16 scales and minima of four bits, 64 bytes of two bits, scale, scale of the minima.
void decode_q2_k(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 84, target += super_block) {
        const uint8_t* bits = blocks + 16;
        const float scale = half(blocks + 80), least = half(blocks + 82);
        for (int part = 0; part < 16; ++part) {
            const int quarter = part / 2 % 4;
            const float dl = scale * static_cast<float>(blocks[part] & 15), ml = least * static_cast<float>(blocks[part] >> 4);
            const uint8_t* from = bits + part / 8 * 32 + part % 2 * 16;
            for (int l = 0; l < 16; ++l) target[part * 16 + l] = dl * static_cast<float>(from[l] >> 2 * quarter & 3) - ml;
        }
    }
}

// 32 bytes of high bits, 64 of two low bits, 12 of scales, scale.
void decode_q3_k(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 110, target += super_block) {
        const uint8_t* low = blocks + 32;
        const float scale = half(blocks + 108);
        for (int part = 0; part < 16; ++part) {
            const int quarter = part / 2 % 4, mask = 1 << part / 2;
            const float dl = scale * static_cast<float>(q3_scale(part, blocks + 96));
            const uint8_t* from = low + part / 8 * 32 + part % 2 * 16;
            for (int l = 0; l < 16; ++l) {
                const int lowered = blocks[part % 2 * 16 + l] & mask ? 0 : 4;
                target[part * 16 + l] = dl * static_cast<float>((from[l] >> 2 * quarter & 3) - lowered);
            }
        }
    }
}

// Scale, scale of the minima, 12 bytes of both, 128 of four bits.
void decode_q4_k(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 144, target += super_block) {
        const float scale = half(blocks), least = half(blocks + 2);
        for (int part = 0; part < 8; ++part) {
            const ScaleMin both = scale_min(part, blocks + 4);
            const float dl = scale * static_cast<float>(both.scale), ml = least * static_cast<float>(both.min);
            const uint8_t* from = blocks + 16 + part / 2 * 32;
            for (int l = 0; l < 32; ++l) target[part * 32 + l] = dl * static_cast<float>(part % 2 ? from[l] >> 4 : from[l] & 15) - ml;
        }
    }
}

// As Q4_K, with 32 bytes of fifth bits before the four.
void decode_q5_k(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 176, target += super_block) {
        const float scale = half(blocks), least = half(blocks + 2);
        const uint8_t* high = blocks + 16;
        for (int part = 0; part < 8; ++part) {
            const ScaleMin both = scale_min(part, blocks + 4);
            const float dl = scale * static_cast<float>(both.scale), ml = least * static_cast<float>(both.min);
            const uint8_t* from = blocks + 48 + part / 2 * 32;
            for (int l = 0; l < 32; ++l) {
                const int q = (part % 2 ? from[l] >> 4 : from[l] & 15) + (high[l] >> part & 1) * 16;
                target[part * 32 + l] = dl * static_cast<float>(q) - ml;
            }
        }
    }
}

// 128 bytes of four low bits, 64 of two high bits, 16 scales of eight bits, scale.
void decode_q6_k(const uint8_t* blocks, int64_t count, float* target) {
    for (; count > 0; --count, blocks += 210, target += super_block) {
        const float scale = half(blocks + 208);
        for (int part = 0; part < 8; ++part) {  // 32 elements, two scales
            const int quarter = part % 4;
            const uint8_t *low = blocks + part / 4 * 64 + quarter % 2 * 32, *high = blocks + 128 + part / 4 * 32;
            for (int l = 0; l < 32; ++l) {
                const int four = quarter < 2 ? low[l] & 15 : low[l] >> 4;
                const int q = (four | (high[l] >> 2 * quarter & 3) << 4) - 32;
                const auto own = static_cast<int8_t>(blocks[192 + part * 2 + l / 16]);
                target[part * 32 + l] = scale * static_cast<float>(own) * static_cast<float>(q);
            }
        }
    }
}

}  // namespace imagelab::ggml
