#pragma once
// What changes a whole mask: 8-bit greys, rows top down, no padding; 255 is painted. All work in place and take time in proportion to the
// pixels, whatever the radius.
#include <cstdint>
#include <span>

namespace imagelab {

// Whatever lies within `radius` pixels of a painted pixel (of at least 128) is painted; greys that are there stay where they are stronger.
// Exact Euclidean distances (Felzenszwalb and Huttenlocher 2012, Distance Transforms of Sampled Functions).
void grow_mask(std::span<uint8_t> mask, int width, int height, double radius);
// The same of what is not painted. The picture's border is no edge: what is painted up to it stays so.
void shrink_mask(std::span<uint8_t> mask, int width, int height, double radius);
// A Gaussian of standard deviation `sigma` pixels, as three box filters (Wells 1986), which below 2 are coarse; the border is drawn out.
void feather_mask(std::span<uint8_t> mask, int width, int height, double sigma);

}  // namespace imagelab
