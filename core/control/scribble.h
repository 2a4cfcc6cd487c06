#pragma once
#include "core/image/picture.h"

namespace imagelab {

// White strokes on black, as somebody would trace the picture with a thick pen; a method of our own: the picture is blurred (Gaussian of
// deviation 3 pixels where the shorter side has 512), so that textures fall away, its edges are found (core/control/canny.h, thresholds 40
// and 100), and each becomes a stroke of 5 pixels there.
RgbImage scribble(const RgbImage& image);

}  // namespace imagelab
