#pragma once
// A picture in overlapping tiles, so that what a network needs does not grow with it.
#include <cstdint>
#include <vector>

namespace imagelab {

// One axis of a picture. Tiles are equally long and lie as evenly as whole pixels allow.
struct TileAxis {
    int side = 0;             // pixels of each tile
    std::vector<int> begins;  // of each, rising; the last ends with the picture
    int count() const { return static_cast<int>(begins.size()); }
};

// `largest`: of a tile's side; neighbours share `overlap` pixels or more. Sides and begins are multiples of `unit`, as `extent` must be.
TileAxis tile_axis(int extent, int largest, int overlap, int unit = 1);

// How much of each pixel of the enlarged axis a tile gives, [side * scale]: 1 where it is alone, else a ramp against its neighbours that
// leaves out `margin` pixels at the tile's edge, where a network misses what lies beyond; -1: a quarter of the overlap. The shares of all
// tiles add up to 1.
std::vector<float> tile_shares(const TileAxis& axis, int tile, int scale, int margin = -1);

}  // namespace imagelab
