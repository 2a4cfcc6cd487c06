#pragma once
// Filled shapes and thick lines, pixel for pixel as OpenCV draws them without smoothing (modules/imgproc/src/drawing.cpp): networks that
// read such drawings were trained with its. What lies outside the picture is left out.
#include <array>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

using StrokeColour = std::array<uint8_t, 3>;
struct PixelPlace {
    int x = 0, y = 0;  // pixels
    bool operator==(const PixelPlace&) const = default;
};

void fill_circle(RgbImage& image, PixelPlace middle, int radius, const StrokeColour& colour);           // cv2.circle, thickness -1
void fill_convex(RgbImage& image, const std::vector<PixelPlace>& corners, const StrokeColour& colour);  // cv2.fillConvexPoly
void thick_line(RgbImage& image, PixelPlace from, PixelPlace to, int thickness,
                const StrokeColour& colour);  // cv2.line, thickness 2 and more
std::vector<PixelPlace> ellipse_corners(PixelPlace middle, int half_width, int half_height,
                                        int degrees);  // cv2.ellipse2Poly of 0..360 by 1

}  // namespace imagelab
