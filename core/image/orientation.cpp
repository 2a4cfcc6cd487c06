#include "core/image/orientation.h"

#include <algorithm>
#include <utility>

namespace imagelab {

RgbImage upright(RgbImage image, int orientation) {
    if (orientation < 2 || orientation > 8) return image;
    const bool turned = orientation >= 5;
    // Where the first row and column of what is seen stand in the file.
    const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    RgbImage seen{image.width, image.height, std::vector<uint8_t>(image.pixels.size())};
    if (turned) std::swap(seen.width, seen.height);
    uint8_t* target = seen.pixels.data();
    for (int y = 0; y < seen.height; ++y) {
        for (int x = 0; x < seen.width; ++x, target += 3) {
            int column = turned ? y : x, row = turned ? x : y;
            if (from_right) column = image.width - 1 - column;
            if (from_bottom) row = image.height - 1 - row;
            std::copy_n(
                image.pixels.data() + (static_cast<size_t>(row) * static_cast<size_t>(image.width) + static_cast<size_t>(column)) * 3, 3,
                target);
        }
    }
    return seen;
}

}  // namespace imagelab
