#include "core/control/plane.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

std::vector<float> gaussian_kernel(double sigma) {
    const int radius = std::max(1, static_cast<int>(std::lround(4 * sigma)));
    std::vector<float> kernel(static_cast<size_t>(2 * radius + 1));
    double sum = 0;
    for (int i = -radius; i <= radius; ++i) sum += std::exp(-0.5 * i * i / (sigma * sigma));
    for (int i = -radius; i <= radius; ++i)
        kernel[static_cast<size_t>(i + radius)] = static_cast<float>(std::exp(-0.5 * i * i / (sigma * sigma)) / sum);
    return kernel;
}

// -1 -> 1, size -> size - 2, and so on for sides smaller than the kernel.
int mirrored(int at, int size) {
    if (size == 1) return 0;
    const int period = 2 * size - 2;
    at = std::abs(at) % period;
    return at < size ? at : period - at;
}

Plane blurred_rows(const Plane& plane, const std::vector<float>& kernel) {
    const int radius = static_cast<int>(kernel.size()) / 2;
    Plane out{plane.width, plane.height, std::vector<float>(plane.values.size())};
    std::vector<float> row(static_cast<size_t>(plane.width + 2 * radius));
    for (int y = 0; y < plane.height; ++y) {
        for (int x = -radius; x < plane.width + radius; ++x) row[static_cast<size_t>(x + radius)] = plane.at(mirrored(x, plane.width), y);
        for (int x = 0; x < plane.width; ++x) {
            float sum = 0;
            for (size_t i = 0; i < kernel.size(); ++i) sum += kernel[i] * row[static_cast<size_t>(x) + i];
            out.at(x, y) = sum;
        }
    }
    return out;
}

Plane turned(const Plane& plane) {
    Plane out{plane.height, plane.width, std::vector<float>(plane.values.size())};
    for (int y = 0; y < plane.height; ++y) {
        for (int x = 0; x < plane.width; ++x) out.at(y, x) = plane.at(x, y);
    }
    return out;
}

}  // namespace

Plane channel_of(const RgbImage& image, int channel) {
    Plane plane{image.width, image.height, std::vector<float>(static_cast<size_t>(image.width) * image.height)};
    for (size_t i = 0; i < plane.values.size(); ++i) plane.values[i] = image.pixels[3 * i + static_cast<size_t>(channel)];
    return plane;
}

RgbImage grey_image(const Plane& plane) {
    RgbImage image{plane.width, plane.height, std::vector<uint8_t>(3 * plane.values.size())};
    for (size_t i = 0; i < plane.values.size(); ++i) {
        const auto value = static_cast<uint8_t>(std::lround(std::clamp(plane.values[i], 0.0f, 255.0f)));
        std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, value);
    }
    return image;
}

Plane gaussian_blur(const Plane& plane, double sigma) {
    if (sigma <= 0) return plane;
    const std::vector<float> kernel = gaussian_kernel(sigma);
    return turned(blurred_rows(turned(blurred_rows(plane, kernel)), kernel));
}

Plane darkness(const RgbImage& image, double sigma) {
    Plane least;
    for (int channel = 0; channel < 3; ++channel) {
        const Plane own = channel_of(image, channel);
        const Plane around = gaussian_blur(own, sigma);
        if (channel == 0) least = {own.width, own.height, std::vector<float>(own.values.size(), INFINITY)};
        for (size_t i = 0; i < own.values.size(); ++i) least.values[i] = std::min(least.values[i], around.values[i] - own.values[i]);
    }
    return least;
}

}  // namespace imagelab
