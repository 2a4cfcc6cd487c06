#pragma once
#include "core/image/picture.h"

namespace imagelab {

// Edges as soft as they are in the picture, white on black; a method of our own where no network (HED, PiDiNet) is at hand: the steepest
// channel's gradient of the picture blurred by a Gaussian (deviation 1.5 pixels where the shorter side has 512), of which 32 of 255 a pixel
// is half white.
RgbImage softedge(const RgbImage& image);

}  // namespace imagelab
