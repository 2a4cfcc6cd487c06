#pragma once
// How much of a picture another one of the same size keeps.
#include "core/image/picture.h"

namespace imagelab {

struct Likeness {
    double psnr = 0;  // dB over all channels, against a peak of 255; infinite where no pixel differs
    // Structural similarity of the lightness (Wang, Bovik, Sheikh, Simoncelli 2004): Gaussian window of 11 pixels with deviation 1.5,
    // K1 = 0.01, K2 = 0.03, windows inside the picture only, as the authors' ssim.m. 1: equal.
    double ssim = 0;
    // Gradient magnitude similarity deviation of the lightness (Xue, Zhang, Mou, Bovik 2014): how unevenly edges are kept, to which
    // people's judgement of damage answers; pictures halved, Prewitt, c = 170, as the authors' GMSD.m. 0: equal; below 0.05 hard to see.
    double perceptual_error = 0;
    double colour_shift = 0;  // distance of the mean colours in CIELAB (D65), 1 is just noticeable
};

// Both at least 11 pixels wide and high. Throws Error where they are smaller or differ in size.
Likeness likeness(const RgbImage& original, const RgbImage& copy);

// Grey that is as much lighter or darker as the copy is, `gain` times, for each channel.
RgbImage difference_picture(const RgbImage& original, const RgbImage& copy, int gain);

}  // namespace imagelab
