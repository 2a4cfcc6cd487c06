#include "core/image/finishing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace imagelab {
namespace {

using Colour = std::array<double, 3>;

uint8_t byte_of(double value) {  // of 0..1
    return static_cast<uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

// IEC 61966-2-1 and CIE 15, for D65.
constexpr Colour white{0.9505, 1, 1.089};

Colour lab_of(const uint8_t* pixel, const std::array<double, 256>& linear) {
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double r = linear[pixel[0]], g = linear[pixel[1]], b = linear[pixel[2]];
    const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / white[0]), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b),
                 z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / white[2]);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

void write_rgb(const Colour& lab, uint8_t* pixel) {
    const auto back = [](double t) { return t * t * t > 216.0 / 24389 ? t * t * t : (116 * t - 16) * 27 / 24389; };
    const double fy = (lab[0] + 16) / 116;
    const double x = white[0] * back(fy + lab[1] / 500), y = back(fy), z = white[2] * back(fy - lab[2] / 200);
    const Colour linear{3.2406 * x - 1.5372 * y - 0.4986 * z, -0.9689 * x + 1.8758 * y + 0.0415 * z, 0.0557 * x - 0.2040 * y + 1.0570 * z};
    for (size_t c = 0; c < 3; ++c) {
        const double v = std::max(linear[c], 0.0);
        pixel[c] = byte_of(v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055);
    }
}

std::array<double, 256> linear_light() {
    std::array<double, 256> table{};
    for (size_t i = 0; i < table.size(); ++i) {
        const double v = static_cast<double>(i) / 255;
        table[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    }
    return table;
}

struct Statistics {
    Colour mean{}, deviation{};
};

Statistics statistics(const RgbImage& image, const std::array<double, 256>& linear) {
    Colour sum{}, squares{};
    for (size_t i = 0; i < image.pixels.size(); i += 3) {
        const Colour lab = lab_of(&image.pixels[i], linear);
        for (size_t c = 0; c < 3; ++c) sum[c] += lab[c], squares[c] += lab[c] * lab[c];
    }
    const double count = static_cast<double>(image.pixels.size()) / 3;
    Statistics found;
    for (size_t c = 0; c < 3; ++c) {
        found.mean[c] = sum[c] / count;
        found.deviation[c] = std::sqrt(std::max(0.0, squares[c] / count - found.mean[c] * found.mean[c]));
    }
    return found;
}

}  // namespace

RgbImage with_auto_contrast(const RgbImage& picture) {
    constexpr double cut = 0.005;  // of the pixels, at either end
    std::array<size_t, 256> tones{};
    const auto luma = [](const uint8_t* pixel) { return (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000; };
    for (size_t i = 0; i < picture.pixels.size(); i += 3) ++tones[luma(&picture.pixels[i])];
    const auto left = static_cast<size_t>(cut * static_cast<double>(picture.pixels.size() / 3));
    const auto reached = [left](auto begin, auto end) {  // behind `left` pixels, counted from begin
        size_t passed = 0;
        auto at = begin;
        while (at != end && (passed += *at) <= left) ++at;
        return static_cast<int>(at - begin);
    };
    const int low = reached(tones.begin(), tones.end()), high = 255 - reached(tones.rbegin(), tones.rend());
    if (high <= low) return picture;
    RgbImage stretched = picture;
    for (uint8_t& value : stretched.pixels) value = byte_of(static_cast<double>(value - low) / (high - low));
    return stretched;
}

RgbImage with_colours_of(const RgbImage& picture, const RgbImage& source) {
    static const std::array<double, 256> linear = linear_light();
    const Statistics from = statistics(picture, linear), to = statistics(source, linear);
    RgbImage matched = picture;
    for (size_t i = 0; i < picture.pixels.size(); i += 3) {
        Colour lab = lab_of(&picture.pixels[i], linear);
        for (size_t c = 0; c < 3; ++c) {
            const double gain = from.deviation[c] > 1e-6 ? to.deviation[c] / from.deviation[c] : 1;
            lab[c] = (lab[c] - from.mean[c]) * gain + to.mean[c];
        }
        write_rgb(lab, &matched.pixels[i]);
    }
    return matched;
}

}  // namespace imagelab
