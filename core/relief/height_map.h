#pragma once
// What a relief is made of: a height for each pixel of a picture.
#include <vector>

#include "core/base/cancel.h"
#include "core/image/brightness.h"

namespace imagelab {

using HeightMap = BrightnessMap;  // 0 (the plate) to 1 (the highest), rows top down

struct ReliefShape {
    bool invert = false;  // black stands high
    // Strength of bas-relief compression (Weyrich et al. 2007, "Digital bas-relief from 3D scenes", 4.1 and 4.2): gradients s, measured in
    // the picture's mean, become log(1 + compress * s) / compress, and the heights are found again by Poisson's equation. 0: none.
    double compress = 0;
    // How much of what is finer than a hundredth of the longer side is added to the heights, 0: nothing.
    double detail = 0;
};

// Heights of a picture. Without compression and detail they are its brightness itself; else they are stretched or shrunk to 0..1. Throws
// Cancelled.
HeightMap relief_heights(const BrightnessMap& picture, const ReliefShape& shape, const CancelToken& cancel);

}  // namespace imagelab
