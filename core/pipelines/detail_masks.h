#pragma once
// From what a detector found to what is painted anew: which parts, and the mask of each (ADetailer's adetailer/mask.py, in its order:
// share of the picture, the largest or surest, moved, grown or shrunk, merged).
#include "core/pipelines/detector.h"
#include "core/request/request.h"

namespace imagelab {

struct DetailMasks {
    std::vector<GreyImage> masks;     // one for each time that is painted
    int found = 0, left_out = 0;      // of those that fit the settings, beyond DetailUse::top
    std::vector<DetectedPart> parts;  // that are painted, the surest or largest first where there were more
};
DetailMasks detail_masks(const DetailUse& use, std::vector<DetectedPart> parts, int width, int height);

// A rectangle of `side` x `side` pixels, its middle at side / 2 (OpenCV's MORPH_RECT), over which the mask grows; below 0 it shrinks.
void dilate_mask(GreyImage& mask, int side);
void move_mask(GreyImage& mask, int right, int up);  // what comes in from outside is 0

}  // namespace imagelab
