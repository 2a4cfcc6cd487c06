#pragma once
// How a mask lies on the picture that is looked at: a tint mixed in by the mask's share, darker and lighter in turn along diagonals so that it is
// seen on any colour; and its edge, where half is painted, as a line of black and white. Pixels are 0xffRRGGBB.
#include <cstdint>

namespace imagelab {

struct MaskTint {
    uint32_t dark = 0, light = 0;
    int share = 255;         // of the tint where the mask is full; 255 hides the picture
    bool edge_only = false;  // the line alone
};

// One row of `count` pixels, under greys of the same places: `here` has one more at its right, `below` is the row underneath. `phase` is x + y of
// the first pixel within the pattern, which repeats every 16; it may be negative.
void tint_row(uint32_t* pixels, const uint8_t* here, const uint8_t* below, int count, int phase, const MaskTint& tint);

}  // namespace imagelab
