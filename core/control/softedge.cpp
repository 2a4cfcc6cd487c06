#include "core/control/softedge.h"

#include <algorithm>
#include <cmath>

#include "core/control/plane.h"

namespace imagelab {

RgbImage softedge(const RgbImage& image) {
    constexpr double deviation = 1.5, usual_side = 512;
    constexpr float half_white = 32;
    const double sigma = deviation * std::min(image.width, image.height) / usual_side;
    Plane edges{image.width, image.height, std::vector<float>(image.pixels.size() / 3)};
    for (int channel = 0; channel < 3; ++channel) {
        const Plane soft = gaussian_blur(channel_of(image, channel), sigma);
        for (int y = 0; y < soft.height; ++y) {
            for (int x = 0; x < soft.width; ++x) {
                const float across = soft.at(std::min(x + 1, soft.width - 1), y) - soft.at(std::max(x - 1, 0), y);
                const float down = soft.at(x, std::min(y + 1, soft.height - 1)) - soft.at(x, std::max(y - 1, 0));
                edges.at(x, y) = std::max(edges.at(x, y), std::hypot(across, down) / 2);
            }
        }
    }
    for (float& value : edges.values) value = 255 * value / (value + half_white);
    return grey_image(edges);
}

}  // namespace imagelab
