#pragma once
#include "core/image/picture.h"

namespace imagelab {

// The picture as it is to be seen, by EXIF's Orientation (EXIF 2.3, tag 0x0112), as Pillow's ImageOps.exif_transpose: 1 as stored, 2
// mirrored, 3 turned by half, 4 upside down mirrored, 5 transposed, 6 turned right, 7 transposed at the other diagonal, 8 turned left. Any
// other number: as stored.
RgbImage upright(RgbImage image, int orientation);

}  // namespace imagelab
