#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace imagelab {

// Pixels of 8-bit samples: grey, grey and alpha, RGB, or RGB and alpha.
struct Samples {
    int channels = 3;
    std::vector<uint8_t> values;
};

// By an ICC profile (ICC.1:2010) to sRGB, perceptual, as Pillow's ImageCms: RGB, and alpha where there was any. Samples stay as they are
// where the profile cannot be read, is of other colours than theirs (CMYK), or says sRGB within one level.
Samples in_srgb(Samples samples, std::span<const uint8_t> profile);

}  // namespace imagelab
