#pragma once
#include "core/image/picture.h"
#include "core/request/request.h"

namespace imagelab {

// A picture brought to `width` x `height`: stretched; its middle in the new shape, scaled (A1111's "crop and resize"); or all of it, scaled
// and centred, with its outermost rows and columns drawn out to the edges ("resize and fill"). Throws Error on empty pictures.
RgbImage fitted(const RgbImage& image, int width, int height, StartFit fit);

// `width` x `height` pixels whose top left corner lies at (left, top) of the picture; what lies outside repeats the nearest pixel.
RgbImage window(const RgbImage& image, int left, int top, int width, int height);

}  // namespace imagelab
