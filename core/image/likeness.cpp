#include "core/image/likeness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace imagelab {
namespace {

// Numbers in rows.
struct Plane {
    int width = 0, height = 0;
    std::vector<double> values;
    Plane(int w, int h) : width(w), height(h), values(static_cast<size_t>(w) * static_cast<size_t>(h)) {}
    double& at(int x, int y) { return values[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)]; }
    double at(int x, int y) const { return values[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)]; }
};

Plane lightness(const RgbImage& image) {  // ITU-R BT.601
    Plane plane(image.width, image.height);
    for (size_t i = 0; i < plane.values.size(); ++i)
        plane.values[i] = 0.299 * image.pixels[3 * i] + 0.587 * image.pixels[3 * i + 1] + 0.114 * image.pixels[3 * i + 2];
    return plane;
}

double psnr(const RgbImage& a, const RgbImage& b) {
    double sum = 0;
    for (size_t i = 0; i < a.pixels.size(); ++i) {
        const double difference = static_cast<double>(a.pixels[i]) - b.pixels[i];
        sum += difference * difference;
    }
    if (sum == 0) return std::numeric_limits<double>::infinity();
    return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.pixels.size()) / sum);
}

constexpr int window = 11;

std::array<double, window> gaussian() {
    constexpr double deviation = 1.5;
    std::array<double, window> weights{};
    double sum = 0;
    for (int i = 0; i < window; ++i) {
        const double x = i - window / 2;
        sum += weights[static_cast<size_t>(i)] = std::exp(-x * x / (2 * deviation * deviation));
    }
    for (double& weight : weights) weight /= sum;
    return weights;
}

// Weighted means of all windows that lie inside.
Plane smooth(const Plane& plane) {
    static const auto weights = gaussian();
    Plane across(plane.width - window + 1, plane.height), both(across.width, plane.height - window + 1);
    for (int y = 0; y < across.height; ++y) {
        for (int x = 0; x < across.width; ++x) {
            for (int i = 0; i < window; ++i) across.at(x, y) += weights[static_cast<size_t>(i)] * plane.at(x + i, y);
        }
    }
    for (int y = 0; y < both.height; ++y) {
        for (int i = 0; i < window; ++i) {
            for (int x = 0; x < both.width; ++x) both.at(x, y) += weights[static_cast<size_t>(i)] * across.at(x, y + i);
        }
    }
    return both;
}

Plane product(const Plane& a, const Plane& b) {
    Plane result(a.width, a.height);
    std::transform(a.values.begin(), a.values.end(), b.values.begin(), result.values.begin(), std::multiplies<>());
    return result;
}

double ssim(const Plane& a, const Plane& b) {
    constexpr double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
    const Plane mean_a = smooth(a), mean_b = smooth(b), square_a = smooth(product(a, a)), square_b = smooth(product(b, b)),
                mixed = smooth(product(a, b));
    double sum = 0;
    for (size_t i = 0; i < mean_a.values.size(); ++i) {
        const double ma = mean_a.values[i], mb = mean_b.values[i], variance_a = square_a.values[i] - ma * ma,
                     variance_b = square_b.values[i] - mb * mb, covariance = mixed.values[i] - ma * mb;
        sum += (2 * ma * mb + c1) * (2 * covariance + c2) / ((ma * ma + mb * mb + c1) * (variance_a + variance_b + c2));
    }
    return sum / static_cast<double>(mean_a.values.size());
}

// Means of squares of two pixels: MATLAB's conv2(picture, ones(2) / 4, 'same') taken at every second pixel from the first.
Plane halved(const Plane& plane) {
    Plane half((plane.width + 1) / 2, (plane.height + 1) / 2);
    const auto value = [&](int x, int y) { return x < plane.width && y < plane.height ? plane.at(x, y) : 0; };
    for (int y = 0; y < half.height; ++y) {
        for (int x = 0; x < half.width; ++x)
            half.at(x, y) = (value(2 * x, 2 * y) + value(2 * x + 1, 2 * y) + value(2 * x, 2 * y + 1) + value(2 * x + 1, 2 * y + 1)) / 4;
    }
    return half;
}

// Beyond the picture lies 0, as for conv2.
Plane edges(const Plane& plane) {
    Plane strength(plane.width, plane.height);
    const auto value = [&](int x, int y) { return x >= 0 && y >= 0 && x < plane.width && y < plane.height ? plane.at(x, y) : 0; };
    for (int y = 0; y < plane.height; ++y) {
        for (int x = 0; x < plane.width; ++x) {
            double across = 0, down = 0;
            for (int i = -1; i <= 1; ++i) {
                across += value(x + 1, y + i) - value(x - 1, y + i);
                down += value(x + i, y + 1) - value(x + i, y - 1);
            }
            strength.at(x, y) = std::hypot(across / 3, down / 3);
        }
    }
    return strength;
}

double gradient_magnitude_similarity_deviation(const Plane& a, const Plane& b) {
    constexpr double c = 170;
    const Plane edges_a = edges(halved(a)), edges_b = edges(halved(b));
    double sum = 0, squares = 0;
    for (size_t i = 0; i < edges_a.values.size(); ++i) {
        const double ga = edges_a.values[i], gb = edges_b.values[i], similarity = (2 * ga * gb + c) / (ga * ga + gb * gb + c);
        sum += similarity;
        squares += similarity * similarity;
    }
    const auto count = static_cast<double>(edges_a.values.size());
    return std::sqrt(std::max(0.0, (squares - sum * sum / count) / (count - 1)));
}

using Lab = std::array<double, 3>;

// IEC 61966-2-1 and CIE 15.
Lab mean_lab(const RgbImage& image) {
    static const auto linear = [] {
        std::array<double, 256> table{};
        for (size_t i = 0; i < table.size(); ++i) {
            const double v = static_cast<double>(i) / 255;
            table[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        }
        return table;
    }();
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    Lab sum{};
    for (size_t i = 0; i < image.pixels.size(); i += 3) {
        const double r = linear[image.pixels[i]], g = linear[image.pixels[i + 1]], b = linear[image.pixels[i + 2]];
        const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b),
                     z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        sum[0] += 116 * y - 16, sum[1] += 500 * (x - y), sum[2] += 200 * (y - z);
    }
    for (double& value : sum) value /= static_cast<double>(image.pixels.size() / 3);
    return sum;
}

}  // namespace

Likeness likeness(const RgbImage& original, const RgbImage& copy) {
    if (original.width != copy.width || original.height != copy.height || original.width < window || original.height < window)
        throw Error("[picture] only pictures of one size, at least 11 pixels wide and high, are compared");
    const Plane a = lightness(original), b = lightness(copy);
    const Lab before = mean_lab(original), after = mean_lab(copy);
    return {.psnr = psnr(original, copy),
            .ssim = ssim(a, b),
            .perceptual_error = gradient_magnitude_similarity_deviation(a, b),
            .colour_shift = std::hypot(after[0] - before[0], after[1] - before[1], after[2] - before[2])};
}

RgbImage difference_picture(const RgbImage& original, const RgbImage& copy, int gain) {
    RgbImage difference{original.width, original.height, std::vector<uint8_t>(original.pixels.size())};
    for (size_t i = 0; i < original.pixels.size(); ++i)
        difference.pixels[i] = static_cast<uint8_t>(std::clamp(128 + gain * (copy.pixels[i] - original.pixels[i]), 0, 255));
    return difference;
}

}  // namespace imagelab
