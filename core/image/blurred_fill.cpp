#include "core/image/blurred_fill.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/error.h"

namespace imagelab {
namespace {

using Rgba = std::array<uint8_t, 4>;

uint32_t over_255(uint32_t value) {  // rounded, as Pillow's DIV255
    value += 128;
    return ((value >> 8) + value) >> 8;
}

// Pixels with their colours times their opacity.
struct ClearLayer {
    int width, height;
    std::vector<Rgba> pixels;

    ClearLayer transposed() const {
        ClearLayer turned{height, width, std::vector<Rgba>(pixels.size())};
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) turned.pixels[static_cast<size_t>(x) * height + y] = pixels[static_cast<size_t>(y) * width + x];
        }
        return turned;
    }
};

// A box that three of which are nearest to a Gaussian: whole pixels on either side, and the share of one more that counts at each end.
struct Box {
    explicit Box(float sigma) {
        constexpr float passes = 3;
        const float variance = sigma * sigma / passes, side = std::sqrt(12.0f * variance + 1.0f), below = std::floor((side - 1.0f) / 2.0f);
        float more = (2 * below + 1) * (below * (below + 1) - 3 * variance);
        more /= 6 * (variance - (below + 1) * (below + 1));
        const float exact = below + more;
        radius = static_cast<int>(exact);
        inner = static_cast<uint32_t>(static_cast<float>(1u << 24) / (exact * 2 + 1));
        outer = ((1u << 24) - static_cast<uint32_t>(radius * 2 + 1) * inner) / 2;
    }
    int radius;
    uint32_t inner, outer;  // weights, of 2^24
};

void blur_rows(ClearLayer& layer, const Box& box) {
    std::vector<Rgba> row(static_cast<size_t>(layer.width));
    const auto at = [&](int x) -> const Rgba& { return row[static_cast<size_t>(std::clamp(x, 0, layer.width - 1))]; };
    for (int y = 0; y < layer.height; ++y) {
        Rgba* const out = layer.pixels.data() + static_cast<size_t>(y) * layer.width;
        std::copy(out, out + layer.width, row.begin());
        std::array<uint32_t, 4> sums{};
        for (int x = -box.radius - 1; x < box.radius; ++x) {
            for (size_t c = 0; c < 4; ++c) sums[c] += at(x)[c];
        }
        for (int x = 0; x < layer.width; ++x) {
            const Rgba &leaves = at(x - box.radius - 1), &comes = at(x + box.radius), &next = at(x + box.radius + 1);
            for (size_t c = 0; c < 4; ++c) {
                sums[c] += comes[c];
                sums[c] -= leaves[c];
                const uint32_t bulk = sums[c] * box.inner + (static_cast<uint32_t>(leaves[c]) + next[c]) * box.outer;
                out[x][c] = static_cast<uint8_t>((bulk + (1u << 23)) >> 24);
            }
        }
    }
}

ClearLayer blurred_layer(ClearLayer layer, int sigma) {
    if (sigma == 0) return layer;
    const Box box(static_cast<float>(sigma));
    for (int turn = 0; turn < 2; ++turn) {
        for (int pass = 0; pass < 3; ++pass) blur_rows(layer, box);
        layer = layer.transposed();
    }
    return layer;
}

Rgba with_own_colours(Rgba pixel) {
    const uint32_t opacity = pixel[3];
    if (opacity == 0 || opacity == 255) return pixel;
    for (size_t c = 0; c < 3; ++c) pixel[c] = static_cast<uint8_t>(std::min(255u, 255 * pixel[c] / opacity));
    return pixel;
}

// `above` over `below`, neither with colours times opacity.
void compose(Rgba& below, const Rgba& above) {
    if (above[3] == 0) return;
    constexpr uint32_t precision = 7;
    const uint32_t rest = below[3] * (255u - above[3]), opacity = above[3] * 255u + rest;
    const uint32_t own = above[3] * 255u * 255u * (1u << precision) / opacity, others = 255u * (1u << precision) - own;
    const auto divided = [](uint32_t value) { return ((value >> 8) + value) >> 8; };
    for (size_t c = 0; c < 3; ++c)
        below[c] = static_cast<uint8_t>(divided(above[c] * own + below[c] * others + (0x80u << precision)) >> precision);
    below[3] = static_cast<uint8_t>(divided(opacity + 0x80u));
}

}  // namespace

void fill_by_blurs(RgbImage& image, const GreyImage& mask) {
    if (mask.width != image.width || mask.height != image.height) throw Error("[mask] the picture and its mask differ in size");
    ClearLayer kept{image.width, image.height, std::vector<Rgba>(mask.pixels.size())};
    for (size_t i = 0; i < mask.pixels.size(); ++i) {
        const uint32_t share = 255u - mask.pixels[i];
        for (size_t c = 0; c < 3; ++c) kept.pixels[i][c] = static_cast<uint8_t>(over_255(image.pixels[3 * i + c] * share));
        kept.pixels[i][3] = static_cast<uint8_t>(share);
    }
    std::vector<Rgba> filled(kept.pixels.size());
    for (const auto& [sigma, times] : {std::pair{256, 1}, {64, 1}, {16, 2}, {4, 4}, {2, 2}, {0, 1}}) {
        const ClearLayer layer = blurred_layer(kept, sigma);
        for (int i = 0; i < times; ++i) {
            for (size_t k = 0; k < filled.size(); ++k) compose(filled[k], with_own_colours(layer.pixels[k]));
        }
    }
    for (size_t i = 0; i < filled.size(); ++i) std::copy_n(filled[i].begin(), 3, image.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i));
}

}  // namespace imagelab
