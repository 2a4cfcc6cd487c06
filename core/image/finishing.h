#pragma once
// What is done to a finished picture's tones and colours.
#include <cstdint>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

// Tones stretched over the whole range by one line for all three channels, so that hues stay: the darkest and lightest half percent of the
// pixels by their luma (ITU-R BT.601) become black and white. A picture of one tone stays as it is.
RgbImage with_auto_contrast(const RgbImage& picture);

// The mean and the deviation of each channel of CIELAB become those of `source` (Reinhard et al. 2001, who take another space of opponent
// colours). Sizes may differ.
RgbImage with_colours_of(const RgbImage& picture, const RgbImage& source);

// Pixels [height, width, 3] in 0..1, as 8 bits or more will hold them.
struct FinePicture {
    int width = 0, height = 0;
    std::vector<float> pixels;
};
FinePicture fine_picture(const RgbImage& picture);
RgbImage coarse_picture(const FinePicture& picture);  // rounded to 8 bits

// The two above, of what is not rounded to 8 bits: tones are counted in 8, pixels go along the same lines.
void auto_contrast(FinePicture& picture);
void match_colours(FinePicture& picture, const RgbImage& source);

// An unsharp mask: `amount` times what a Gaussian of this standard deviation (pixels, cut at three of it, edges drawn out) takes away.
void sharpen(FinePicture& picture, double amount, double radius);
// One normal number a pixel, the same in all three channels, of deviation `strength` / 8 in the middle tones and none in black and white.
// The same seed gives the same grain on every machine.
void add_grain(FinePicture& picture, double strength, uint64_t seed);

}  // namespace imagelab
