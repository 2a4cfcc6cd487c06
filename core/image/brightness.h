#pragma once
#include <filesystem>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// How bright each pixel is, 0 (black) to 1 (white), rows top down.
struct BrightnessMap {
    int width = 0, height = 0;
    std::vector<float> values;  // [height, width]
    float at(int x, int y) const { return values[static_cast<size_t>(y) * width + x]; }
};

// Rec. 709 weights (ITU-R BT.709-6, 3.2) of the stored sRGB values, alpha over white, as EXIF turns it. PNG, TIFF and EXR of more than 8
// bits keep them all; other pictures are read as read_picture does. The failure names the file.
Result<BrightnessMap> read_brightness(const std::filesystem::path& path);

}  // namespace imagelab
