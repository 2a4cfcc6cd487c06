#pragma once
// What is done to a finished picture's tones and colours.
#include "core/image/picture.h"

namespace imagelab {

// Tones stretched over the whole range by one line for all three channels, so that hues stay: the darkest and lightest half percent of the
// pixels by their luma (ITU-R BT.601) become black and white. A picture of one tone stays as it is.
RgbImage with_auto_contrast(const RgbImage& picture);

// The mean and the deviation of each channel of CIELAB become those of `source` (Reinhard et al. 2001, who take another space of opponent
// colours). Sizes may differ.
RgbImage with_colours_of(const RgbImage& picture, const RgbImage& source);

}  // namespace imagelab
