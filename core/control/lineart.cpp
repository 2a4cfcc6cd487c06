#include "core/control/lineart.h"

#include <algorithm>

#include "core/control/plane.h"

namespace imagelab {

RgbImage lineart(const RgbImage& image) {
    constexpr double side = 512, wide = 6;
    constexpr float least = 8, faintest = 16, middle = 127;
    Plane lines = darkness(image, wide * std::min(image.width, image.height) / side);
    std::vector<float> dark;
    std::copy_if(lines.values.begin(), lines.values.end(), std::back_inserter(dark), [](float value) { return value > least; });
    float median = 0;
    if (!dark.empty()) {
        const auto half = dark.begin() + static_cast<std::ptrdiff_t>(dark.size() / 2);
        std::nth_element(dark.begin(), half, dark.end());
        median = *half;
    }
    const float stretch = middle / std::max(faintest, median);
    for (float& value : lines.values) value *= stretch;
    return grey_image(lines);
}

}  // namespace imagelab
