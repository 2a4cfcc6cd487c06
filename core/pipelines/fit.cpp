#include "core/pipelines/fit.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

int scaled(int side, double factor) {
    return std::max(1, static_cast<int>(std::lround(side * factor)));
}

}  // namespace

RgbImage window(const RgbImage& image, int left, int top, int width, int height) {
    RgbImage out{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3)};
    for (int y = 0; y < height; ++y) {
        const uint8_t* row = image.pixels.data() + static_cast<size_t>(std::clamp(y + top, 0, image.height - 1)) * image.width * 3;
        uint8_t* target = out.pixels.data() + static_cast<size_t>(y) * width * 3;
        for (int x = 0; x < width; ++x)
            std::copy_n(row + static_cast<size_t>(std::clamp(x + left, 0, image.width - 1)) * 3, 3, target + 3 * x);
    }
    return out;
}

RgbImage fitted(const RgbImage& image, int width, int height, StartFit fit) {
    if (image.width < 1 || image.height < 1) throw Error("[fit] a picture needs a width and a height");
    if (fit == StartFit::stretch) return resize(image, width, height);
    const double across = static_cast<double>(width) / image.width, down = static_cast<double>(height) / image.height;
    const double factor = fit == StartFit::crop ? std::max(across, down) : std::min(across, down);
    const RgbImage same_shape = resize(image, scaled(image.width, factor), scaled(image.height, factor));
    return window(same_shape, (same_shape.width - width) / 2, (same_shape.height - height) / 2, width, height);
}

}  // namespace imagelab
