#include "core/image/mask_tint.h"

#include <cstring>

namespace imagelab {
namespace {

constexpr int period = 16, block = 8;  // pixels
constexpr uint64_t half_painted = 0x8080808080808080;

// Of each channel rest / 256 of the picture and share / 256 of the tint; the two outer channels share a product.
uint32_t mixed(uint32_t picture, uint32_t tint, uint32_t share) {
    const uint32_t rest = 256 - share;
    const uint32_t outer = ((picture & 0xff00ff) * rest + (tint & 0xff00ff) * share) >> 8;
    const uint32_t inner = ((picture & 0x00ff00) * rest + (tint & 0x00ff00) * share) >> 8;
    return 0xff000000 | (outer & 0xff00ff) | (inner & 0x00ff00);
}

void mix_block(uint32_t* pixels, const uint8_t* greys, const uint32_t* tints, uint32_t per_grey) {
    for (int i = 0; i < block; ++i) pixels[i] = mixed(pixels[i], tints[i], greys[i] * per_grey >> 8);
}

uint64_t eight(const uint8_t* greys) {
    uint64_t value;
    std::memcpy(&value, greys, sizeof value);
    return value;
}

}  // namespace

void tint_row(uint32_t* pixels, const uint8_t* here, const uint8_t* below, int count, int phase, const MaskTint& tint) {
    uint32_t tints[period + block], line[period + block];
    for (int i = 0; i < period + block; ++i) {
        tints[i] = i / 8 % 2 ? tint.light : tint.dark;
        line[i] = i / 4 % 2 ? 0xffffffff : 0xff000000;
    }
    const auto per_grey = static_cast<uint32_t>((tint.share * 256 + 254) / 255);
    const auto pixel = [&](int x) {
        const int at = (phase + x) & (period - 1);
        const bool in = here[x] >= 128;
        if (in != (here[x + 1] >= 128) || in != (below[x] >= 128))
            pixels[x] = line[at];
        else if (!tint.edge_only)
            pixels[x] = mixed(pixels[x], tints[at], here[x] * per_grey >> 8);
    };
    int x = 0;
    // Most of a picture is not painted at all or has no edge near.
    for (; x + block <= count; x += block) {
        const uint64_t greys = eight(here + x);
        const uint64_t edges = ((greys ^ eight(here + x + 1)) | (greys ^ eight(below + x))) & half_painted;
        if (edges) {
            for (int i = x; i < x + block; ++i) pixel(i);
        } else if (greys && !tint.edge_only) {
            mix_block(pixels + x, here + x, tints + ((phase + x) & (period - 1)), per_grey);
        }
    }
    for (; x < count; ++x) pixel(x);
}

}  // namespace imagelab
