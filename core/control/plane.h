#pragma once
// One channel of a picture as floats, for what annotators compute.
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;  // rows top down
    float& at(int x, int y) { return values[static_cast<size_t>(y) * width + x]; }
    float at(int x, int y) const { return values[static_cast<size_t>(y) * width + x]; }
};

Plane channel_of(const RgbImage& image, int channel);  // 0..255
RgbImage grey_image(const Plane& plane);               // values cut to 0..255 and rounded, the same in all channels

// Gaussian of deviation sigma (pixels), cut off at four of them, edges mirrored about the outermost pixels.
Plane gaussian_blur(const Plane& plane, double sigma);

// Per pixel, the least over the channels of how much darker it is than its surroundings, blurred with sigma. What is dark in every channel
// is a line, whatever its colour.
Plane darkness(const RgbImage& image, double sigma);

}  // namespace imagelab
