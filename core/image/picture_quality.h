#pragma once
// How good a picture looks without another to compare it with, and how strongly a refiner should go over it. Fixed arithmetic in double
// on the picture's 8-bit values, row by row: the same picture gives the same numbers everywhere.
#include <string>
#include <utility>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

// Each from 0 (bad) to 1 (good).
struct PictureQuality {
    // 1 - the blur effect of Crete et al. 2007 ("The blur effect: perception and estimation with a new no-reference perceptual blur
    // metric"): what of the differences between neighbours a strong low pass takes away, the worse direction of the two.
    double sharpness = 0;
    // Immerkaer 1996 ("Fast noise variance estimation") in blocks of 16 pixels, the median of them: 1 - deviation / 0.06 of the full range.
    double noise = 0;
    // The share of pixels that are neither black nor white (3 steps of 255 from the ends), times 4 m (1 - m) of the mean brightness m.
    double exposure = 0;
    // Colourfulness M of Hasler and Suesstrunk 2003: rises from 0.5 where there is no colour to 1 at 15 ("slightly colourful"), falls from
    // 1 at 82 ("highly colourful") to 0 at twice that.
    double saturation = 0;
    // Coherence of the structure tensor (Bigun and Granlund 1987) of blocks of 8 pixels, weighted by their gradients; half counts as whole.
    double structure = 0;

    double score() const;  // 0.35 sharpness + 0.2 noise + 0.15 exposure + 0.1 saturation + 0.2 structure
    std::vector<std::pair<const char*, double>> parts() const;  // by name, in the order above
    bool operator==(const PictureQuality&) const = default;
};
// Sides below 16 pixels count as one block. Throws Error on empty pictures.
PictureQuality picture_quality(const RgbImage& picture);

// A score from which on a picture needs no refining, and the strengths that other scores choose from.
constexpr double good_enough = 0.85, weakest_refining = 0.15, strongest_refining = 0.5;

struct RefineDecision {
    PictureQuality quality;
    double strength = 0;  // of image to image; 0: no refining is needed
    bool operator==(const RefineDecision&) const = default;
};
// The lower the score the stronger, in a straight line from the weakest at good_enough to the strongest at 0, rounded to hundredths; enough
// for one of `steps` to run.
RefineDecision decide_refining(const PictureQuality& quality, int steps);
// "quality 0.71 (sharpness 0.62, noise 0.95, ...): refined with strength 0.21", or ": good enough as it is".
std::string decision_text(const RefineDecision& decision);

}  // namespace imagelab
