#include "core/relief/height_map.h"

#include <algorithm>
#include <cmath>

#include "core/relief/poisson.h"

namespace imagelab {
namespace {

// Steps to the next pixel on the right and below; 0 beyond the edge.
struct Gradient {
    std::vector<float> right, down;
};

Gradient gradient_of(const HeightMap& map) {
    const size_t count = map.values.size();
    Gradient gradient{std::vector<float>(count, 0), std::vector<float>(count, 0)};
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const size_t at = static_cast<size_t>(y) * map.width + x;
            if (x + 1 < map.width) gradient.right[at] = map.values[at + 1] - map.values[at];
            if (y + 1 < map.height) gradient.down[at] = map.values[at + map.width] - map.values[at];
        }
    }
    return gradient;
}

// Large steps lose more than small ones; direction is kept.
void attenuate(Gradient& gradient, double strength) {
    double sum = 0, counted = 0;
    for (size_t i = 0; i < gradient.right.size(); ++i) {
        const double length = std::hypot(gradient.right[i], gradient.down[i]);
        if (length > 0) sum += length, ++counted;
    }
    if (sum <= 0) return;
    const double unit = sum / counted;
    for (size_t i = 0; i < gradient.right.size(); ++i) {
        const double length = std::hypot(gradient.right[i], gradient.down[i]) / unit;
        if (length <= 0) continue;
        const auto factor = static_cast<float>(std::log1p(strength * length) / (strength * length));
        gradient.right[i] *= factor, gradient.down[i] *= factor;
    }
}

std::vector<float> divergence_of(const Gradient& gradient, int width, int height) {
    std::vector<float> divergence(gradient.right.size());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const size_t at = static_cast<size_t>(y) * width + x;
            divergence[at] = gradient.right[at] + gradient.down[at] - (x > 0 ? gradient.right[at - 1] : 0) -
                             (y > 0 ? gradient.down[at - static_cast<size_t>(width)] : 0);
        }
    }
    return divergence;
}

// Mean of `2 * radius + 1` values about each, along rows or columns; beyond the edge its value goes on.
void box_blur(std::vector<float>& values, int width, int height, int radius, bool along_rows) {
    const int lines = along_rows ? height : width, length = along_rows ? width : height;
    const size_t step = along_rows ? 1 : static_cast<size_t>(width);
    std::vector<float> line(static_cast<size_t>(length));
    for (int i = 0; i < lines; ++i) {
        float* begin = values.data() + (along_rows ? static_cast<size_t>(i) * width : static_cast<size_t>(i));
        for (int k = 0; k < length; ++k) line[static_cast<size_t>(k)] = begin[step * static_cast<size_t>(k)];
        const auto value = [&](int k) { return static_cast<double>(line[static_cast<size_t>(std::clamp(k, 0, length - 1))]); };
        double sum = 0;
        for (int k = -radius; k <= radius; ++k) sum += value(k);
        for (int k = 0; k < length; ++k) {
            begin[step * static_cast<size_t>(k)] = static_cast<float>(sum / (2 * radius + 1));
            sum += value(k + radius + 1) - value(k - radius);
        }
    }
}

void add_detail(HeightMap& map, const BrightnessMap& picture, double share) {
    const int radius = std::max(1, std::max(map.width, map.height) / 200);
    std::vector<float> coarse = picture.values;
    for (int pass = 0; pass < 3; ++pass) {  // three boxes are nearly a Gaussian
        box_blur(coarse, map.width, map.height, radius, true);
        box_blur(coarse, map.width, map.height, radius, false);
    }
    for (size_t i = 0; i < coarse.size(); ++i) map.values[i] += static_cast<float>(share) * (picture.values[i] - coarse[i]);
}

void stretch(std::vector<float>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float from = *low, range = *high - *low;
    for (float& value : values) value = range > 0 ? std::clamp((value - from) / range, 0.0f, 1.0f) : 0.0f;
}

}  // namespace

HeightMap relief_heights(const BrightnessMap& picture, const ReliefShape& shape, const CancelToken& cancel) {
    BrightnessMap source = picture;
    if (shape.invert)
        for (float& value : source.values) value = 1 - value;
    if (shape.compress <= 0 && shape.detail <= 0) return source;
    HeightMap map = source;
    if (shape.compress > 0) {
        Gradient gradient = gradient_of(source);
        attenuate(gradient, shape.compress);
        cancel.check();
        map.values = solve_poisson(divergence_of(gradient, source.width, source.height), source.width, source.height, cancel);
        stretch(map.values);
    }
    cancel.check();
    if (shape.detail > 0) add_detail(map, source, shape.detail);
    stretch(map.values);
    return map;
}

}  // namespace imagelab
