#pragma once
#include "core/image/mask.h"

namespace imagelab {

// What is painted becomes a blur of what is around it, wide blurs below narrow ones, as AUTOMATIC1111's "fill" (modules/masking.py fill)
// does with Pillow's Gaussians in 8 bits (libImaging/BoxBlur.c: three boxes; Paste.c, AlphaComposite.c). mask: of the picture's size, 255
// is painted, greys in part. Equal to Pillow's to the byte. Takes time in proportion to the pixels.
void fill_by_blurs(RgbImage& image, const GreyImage& mask);

}  // namespace imagelab
