#include "core/control/scribble.h"

#include <algorithm>
#include <cmath>

#include "core/control/canny.h"
#include "core/control/plane.h"

namespace imagelab {
namespace {

constexpr double usual_side = 512, blur = 3, pen = 2.5;  // pixels: deviation, half the stroke's width

RgbImage blurred(const RgbImage& image, double sigma) {
    RgbImage out = image;
    for (int channel = 0; channel < 3; ++channel) {
        const Plane plane = gaussian_blur(channel_of(image, channel), sigma);
        for (size_t i = 0; i < plane.values.size(); ++i)
            out.pixels[3 * i + static_cast<size_t>(channel)] = static_cast<uint8_t>(std::lround(std::clamp(plane.values[i], 0.0f, 255.0f)));
    }
    return out;
}

}  // namespace

RgbImage scribble(const RgbImage& image) {
    const double scale = std::min(image.width, image.height) / usual_side, radius = std::max(1.0, pen * scale);
    const RgbImage edges = canny(blurred(image, blur * scale), {40, 100});
    const int reach = static_cast<int>(radius);
    Plane strokes{image.width, image.height, std::vector<float>(edges.pixels.size() / 3, 0.0f)};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            if (edges.pixels[3 * (static_cast<size_t>(y) * image.width + x)] == 0) continue;
            for (int down = -reach; down <= reach; ++down) {
                for (int across = -reach; across <= reach; ++across) {
                    const int px = x + across, py = y + down;
                    const bool within = px >= 0 && py >= 0 && px < image.width && py < image.height;
                    if (within && across * across + down * down <= radius * radius) strokes.at(px, py) = 255;
                }
            }
        }
    }
    return grey_image(strokes);
}

}  // namespace imagelab
