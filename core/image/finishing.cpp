#include "core/image/finishing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace imagelab {
namespace {

using Colour = std::array<double, 3>;

uint8_t byte_of(double value) {  // of 0..1
    return static_cast<uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

// IEC 61966-2-1 and CIE 15, for D65.
constexpr Colour white{0.9505, 1, 1.089};

double linear_of(double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
double linear_of(float v) {
    return linear_of(static_cast<double>(v));
}
double linear_of(uint8_t v) {
    static const std::array<double, 256> table = [] {
        std::array<double, 256> all{};
        for (size_t i = 0; i < all.size(); ++i) all[i] = linear_of(static_cast<double>(i) / 255);
        return all;
    }();
    return table[v];
}

void store(double value, uint8_t& sample) {
    sample = byte_of(value);
}
void store(double value, float& sample) {
    sample = static_cast<float>(std::clamp(value, 0.0, 1.0));
}

template <class Sample>
Colour lab_of(const Sample* pixel) {
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double r = linear_of(pixel[0]), g = linear_of(pixel[1]), b = linear_of(pixel[2]);
    const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / white[0]), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b),
                 z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / white[2]);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

template <class Sample>
void write_rgb(const Colour& lab, Sample* pixel) {
    const auto back = [](double t) { return t * t * t > 216.0 / 24389 ? t * t * t : (116 * t - 16) * 27 / 24389; };
    const double fy = (lab[0] + 16) / 116;
    const double x = white[0] * back(fy + lab[1] / 500), y = back(fy), z = white[2] * back(fy - lab[2] / 200);
    const Colour linear{3.2406 * x - 1.5372 * y - 0.4986 * z, -0.9689 * x + 1.8758 * y + 0.0415 * z, 0.0557 * x - 0.2040 * y + 1.0570 * z};
    for (size_t c = 0; c < 3; ++c) {
        const double v = std::max(linear[c], 0.0);
        store(v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055, pixel[c]);
    }
}

struct Statistics {
    Colour mean{}, deviation{};
};

template <class Sample>
Statistics statistics(const std::vector<Sample>& pixels) {
    Colour sum{}, squares{};
    for (size_t i = 0; i < pixels.size(); i += 3) {
        const Colour lab = lab_of(&pixels[i]);
        for (size_t c = 0; c < 3; ++c) sum[c] += lab[c], squares[c] += lab[c] * lab[c];
    }
    const double count = static_cast<double>(pixels.size()) / 3;
    Statistics found;
    for (size_t c = 0; c < 3; ++c) {
        found.mean[c] = sum[c] / count;
        found.deviation[c] = std::sqrt(std::max(0.0, squares[c] / count - found.mean[c] * found.mean[c]));
    }
    return found;
}

template <class Sample>
void match(std::vector<Sample>& pixels, const RgbImage& source) {
    const Statistics from = statistics(pixels), to = statistics(source.pixels);
    for (size_t i = 0; i < pixels.size(); i += 3) {
        Colour lab = lab_of(&pixels[i]);
        for (size_t c = 0; c < 3; ++c) {
            const double gain = from.deviation[c] > 1e-6 ? to.deviation[c] / from.deviation[c] : 1;
            lab[c] = (lab[c] - from.mean[c]) * gain + to.mean[c];
        }
        write_rgb(lab, &pixels[i]);
    }
}

// What becomes black and white, of 0..255; equal where nothing is to be done.
struct ToneRange {
    int low, high;
};
ToneRange tone_range(const RgbImage& picture) {
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
    return high <= low ? ToneRange{0, 0} : ToneRange{low, high};
}

}  // namespace

RgbImage with_auto_contrast(const RgbImage& picture) {
    const auto [low, high] = tone_range(picture);
    RgbImage stretched = picture;
    for (uint8_t& value : stretched.pixels)
        if (high > low) value = byte_of(static_cast<double>(value - low) / (high - low));
    return stretched;
}

void auto_contrast(FinePicture& picture) {
    const auto [low, high] = tone_range(coarse_picture(picture));
    for (float& value : picture.pixels)
        if (high > low) store((255.0 * value - low) / (high - low), value);
}

RgbImage with_colours_of(const RgbImage& picture, const RgbImage& source) {
    RgbImage matched = picture;
    match(matched.pixels, source);
    return matched;
}

void match_colours(FinePicture& picture, const RgbImage& source) {
    match(picture.pixels, source);
}

FinePicture fine_picture(const RgbImage& picture) {
    FinePicture fine{picture.width, picture.height, {}};
    fine.pixels.reserve(picture.pixels.size());
    for (const uint8_t value : picture.pixels) fine.pixels.push_back(static_cast<float>(value) / 255.0f);
    return fine;
}

RgbImage coarse_picture(const FinePicture& picture) {
    RgbImage coarse{picture.width, picture.height, {}};
    coarse.pixels.reserve(picture.pixels.size());
    for (const float value : picture.pixels) coarse.pixels.push_back(byte_of(value));
    return coarse;
}

void sharpen(FinePicture& picture, double amount, double radius) {
    const int reach = std::max(1, static_cast<int>(std::ceil(3 * radius)));
    std::vector<float> kernel;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i) sum += std::exp(-0.5 * i * i / (radius * radius));
    for (int i = -reach; i <= reach; ++i) kernel.push_back(static_cast<float>(std::exp(-0.5 * i * i / (radius * radius)) / sum));
    const int width = picture.width, height = picture.height;
    std::vector<float> across(picture.pixels.size()), soft(picture.pixels.size());
    const auto at = [&](int x, int y) { return (static_cast<size_t>(y) * width + x) * 3; };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int i = -reach; i <= reach; ++i) {
                const size_t from = at(std::clamp(x + i, 0, width - 1), y);
                for (size_t c = 0; c < 3; ++c) across[at(x, y) + c] += kernel[static_cast<size_t>(i + reach)] * picture.pixels[from + c];
            }
        }
    }
    for (int y = 0; y < height; ++y) {
        for (int i = -reach; i <= reach; ++i) {
            const size_t from = at(0, std::clamp(y + i, 0, height - 1)), to = at(0, y);
            for (size_t x = 0; x < static_cast<size_t>(width) * 3; ++x)
                soft[to + x] += kernel[static_cast<size_t>(i + reach)] * across[from + x];
        }
    }
    for (size_t i = 0; i < soft.size(); ++i)
        picture.pixels[i] = std::clamp(picture.pixels[i] + static_cast<float>(amount) * (picture.pixels[i] - soft[i]), 0.0f, 1.0f);
}

void add_grain(FinePicture& picture, double strength, uint64_t seed) {
    auto next = [state = seed]() mutable {  // splitmix64 (Steele et al. 2014), in (0, 1)
        state += 0x9e3779b97f4a7c15;
        uint64_t z = state;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return (static_cast<double>((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
    };
    for (size_t i = 0; i < picture.pixels.size(); i += 3) {
        // Box and Muller 1958.
        const double radius = std::sqrt(-2 * std::log(next())), turn = 2 * std::numbers::pi * next();
        float* pixel = &picture.pixels[i];
        const double luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
        const auto grain = static_cast<float>(strength / 8 * 4 * luma * (1 - luma) * radius * std::cos(turn));
        for (size_t c = 0; c < 3; ++c) pixel[c] = std::clamp(pixel[c] + grain, 0.0f, 1.0f);
    }
}

}  // namespace imagelab
