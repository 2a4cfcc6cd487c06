#pragma once
#include "core/image/picture.h"

namespace imagelab {

// Canny 1986 ("A computational approach to edge detection"), as OpenCV's Canny(picture, low, high) of the RGB picture: Sobel 3x3 with the
// edge pixels repeated; at each pixel the channel with the largest |dx| + |dy|, the first of equals; suppression of what is no maximum
// along the gradient's direction, told in fixed point; above `low` a candidate, above `high` an edge, and each candidate that touches an
// edge is one. Edges are white, the rest black. `low` <= `high`, of |dx| + |dy|: 0..2040.
struct CannyThresholds {
    int low = 100, high = 200;
};
RgbImage canny(const RgbImage& image, CannyThresholds thresholds = {});

}  // namespace imagelab
