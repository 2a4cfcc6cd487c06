#pragma once
// Turning, scaling and moving a plane, and pictures with it.
#include <array>
#include <span>

#include "core/image/mask.h"

namespace imagelab {

// (x, y) -> (a x - b y + u, b x + a y + v)
struct Similarity {
    double a = 1, b = 0, u = 0, v = 0;
    std::array<double, 2> of(double x, double y) const { return {a * x - b * y + u, b * x + a * y + v}; }
    Similarity inverse() const;
};

// That which brings `from` nearest to `to` in the sum of squares (Umeyama 1991), as cv2.estimateAffinePartial2D where no point is left out.
// Throws Error for fewer than two points, or where all are one.
Similarity similarity_between(std::span<const std::array<double, 2>> from, std::span<const std::array<double, 2>> to);

// The square of `side` pixels that `to_square` brings to (0, 0); bilinear, `beyond` where the picture ends (cv2.warpAffine).
RgbImage square_of(const RgbImage& picture, const Similarity& to_square, int side, const std::array<uint8_t, 3>& beyond);

// What was made of a square that square_of() took from here goes into the picture, with facexlib's mask for faces without a parsing network
// (facexlib/utils/face_restoration_helper.py): its edge is left out and what is within fades in over a twentieth of its side. Unlike there the
// difference to what was `taken` is added, so that where nothing was made nothing changes; a square smaller than what it was taken from
// cannot hold all detail, which then goes with what was there, the more the nearer to the middle (at half of the size all of it).
// `share`: 0..1, of what was made. Returns the part of the picture that changed.
PictureBox paste_square(RgbImage& picture, const RgbImage& taken, const RgbImage& made, const Similarity& to_square, double share);

}  // namespace imagelab
