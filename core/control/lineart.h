#pragma once
#include "core/image/picture.h"

namespace imagelab {

// White lines on black, as strong as they are dark in the picture. A method of our own: how much darker each pixel is than its surroundings
// (Gaussian of deviation 6 pixels where the shorter side has 512) in every channel, stretched so that the middle of what is darker by more
// than 8 of 255 becomes half white; a picture without lines stays black (it is stretched eightfold at most).
RgbImage lineart(const RgbImage& image);

}  // namespace imagelab
