#include "core/image/strokes.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

constexpr int shift = 16;  // of fixed point
constexpr int64_t one = int64_t{1} << shift, half = one / 2;

struct Fixed {
    int64_t x, y;
};

void put(RgbImage& image, int64_t x, int64_t y, const StrokeColour& colour) {
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
    std::copy(colour.begin(), colour.end(), image.pixels.begin() + 3 * (y * image.width + x));
}

void put_row(RgbImage& image, int64_t left, int64_t right, int64_t y, const StrokeColour& colour) {
    if (y < 0 || y >= image.height) return;
    for (int64_t x = std::max<int64_t>(left, 0); x <= std::min<int64_t>(right, image.width - 1); ++x) put(image, x, y, colour);
}

// The part of a line within width x height, in whole numbers (Cohen and Sutherland); false: there is none.
bool clip(int64_t width, int64_t height, Fixed& a, Fixed& b) {
    const int64_t right = width - 1, bottom = height - 1;
    const auto sides = [&](const Fixed& p) {
        return (p.x < 0 ? 1 : 0) + (p.x > right ? 2 : 0) + (p.y < 0 ? 4 : 0) + (p.y > bottom ? 8 : 0);
    };
    const auto to_row = [&](Fixed& p, int out) {
        const int64_t row = out < 8 ? 0 : bottom;
        p.x += (row - p.y) * (b.x - a.x) / (b.y - a.y), p.y = row;
    };
    const auto to_column = [&](Fixed& p, int out) {
        const int64_t column = out == 1 ? 0 : right;
        p.y += (column - p.x) * (b.y - a.y) / (b.x - a.x), p.x = column;
    };
    int of_a = sides(a), of_b = sides(b);
    if ((of_a & of_b) != 0) return false;
    if ((of_a & 12) != 0) to_row(a, of_a), of_a = sides(a) & 3;
    if ((of_b & 12) != 0) to_row(b, of_b), of_b = sides(b) & 3;
    if ((of_a & of_b) != 0) return false;
    if (of_a != 0) to_column(a, of_a);
    if (of_b != 0) to_column(b, of_b);
    return true;
}

// Bresenham from left to right, as cv::LineIterator.
void thin_line(RgbImage& image, PixelPlace from, PixelPlace to, const StrokeColour& colour) {
    Fixed a{from.x, from.y}, b{to.x, to.y};
    if (!clip(image.width, image.height, a, b)) return;
    if (b.x < a.x) std::swap(a, b);
    const int64_t across = b.x - a.x, down = std::abs(b.y - a.y), step = b.y < a.y ? -1 : 1;
    const bool steep = down > across;
    const int64_t longer = std::max(across, down), shorter = std::min(across, down);
    int64_t error = longer - 2 * shorter;
    for (int64_t i = 0; i <= longer; ++i) {
        put(image, a.x, a.y, colour);
        const bool aside = error < 0;
        error += aside ? 2 * longer - 2 * shorter : -2 * shorter;
        if (steep || aside) a.y += step;
        if (!steep || aside) a.x += 1;
    }
}

// Between points of fixed point (drawing.cpp: Line2).
void fixed_line(RgbImage& image, Fixed a, Fixed b, const StrokeColour& colour) {
    if (!clip(static_cast<int64_t>(image.width) << shift, static_cast<int64_t>(image.height) << shift, a, b)) return;
    const bool flat = std::abs(b.x - a.x) > std::abs(b.y - a.y);
    if (flat ? b.x < a.x : b.y < a.y) std::swap(a, b);
    const int64_t across = b.x - a.x, down = b.y - a.y;
    put(image, (b.x + half) >> shift, (b.y + half) >> shift, colour);
    a.x += half, a.y += half;
    if (flat) {
        const int64_t slope = down * one / (across | 1);
        for (int64_t x = a.x >> shift, left = across >> shift; left >= 0; --left, ++x, a.y += slope) put(image, x, a.y >> shift, colour);
    } else {
        const int64_t slope = across * one / (down | 1);
        for (int64_t y = a.y >> shift, left = down >> shift; left >= 0; --left, ++y, a.x += slope) put(image, a.x >> shift, y, colour);
    }
}

// Rows between the two sides of a convex polygon whose corners are of fixed point (drawing.cpp: FillConvexPoly); `edge` of each of its
// corners is drawn before.
void fill_rows(RgbImage& image, const std::vector<Fixed>& corners, bool whole, const StrokeColour& colour) {
    const auto count = static_cast<int>(corners.size());
    const auto row_of = [&](int i) {
        const int64_t y = corners[static_cast<size_t>(i)].y;
        return whole ? y >> shift : (y + half) >> shift;
    };
    const auto highest = std::min_element(corners.begin(), corners.end(), [](const Fixed& a, const Fixed& b) { return a.y < b.y; });
    int64_t last = row_of(0);
    for (int i = 0; i < count; ++i) last = std::max(last, row_of(i));
    last = std::min<int64_t>(last, image.height - 1);
    const auto first = static_cast<int>(highest - corners.begin());
    struct Side {
        int corner, turn;
        int64_t until, x = -one, slope = 0;
    } sides[2] = {{first, 1, row_of(first)}, {first, count - 1, row_of(first)}};
    int left_over = count;
    for (int64_t y = row_of(first); y <= last; ++y) {
        for (Side& side : sides) {
            if (y < side.until) continue;
            int from = side.corner, to = (from + side.turn) % count;
            while (left_over-- > 0) {
                const int64_t row = row_of(to);
                if (row > y) {
                    const int64_t begin = corners[static_cast<size_t>(from)].x, end = corners[static_cast<size_t>(to)].x;
                    side = {to, side.turn, row, begin, ((end - begin) * 2 + (row - y)) / (2 * (row - y))};
                    break;
                }
                from = to, to = (to + side.turn) % count;
            }
        }
        if (left_over < 0) break;
        const auto [left, right] = std::minmax(sides[0].x, sides[1].x);
        put_row(image, (left + half) >> shift, (right + half) >> shift, y, colour);
        for (Side& side : sides) side.x += side.slope;
    }
}

// drawing.cpp's table has seven digits.
float sine(int degrees) {
    return static_cast<float>(std::round(std::sin(degrees * 3.14159265358979323846 / 180) * 1e7) / 1e7);
}

}  // namespace

void fill_circle(RgbImage& image, PixelPlace middle, int radius, const StrokeColour& colour) {
    int error = 0, x = radius, y = 0, plus = 1, minus = 2 * radius - 1;
    while (x >= y) {
        put_row(image, middle.x - x, middle.x + x, middle.y - y, colour);
        put_row(image, middle.x - x, middle.x + x, middle.y + y, colour);
        put_row(image, middle.x - y, middle.x + y, middle.y - x, colour);
        put_row(image, middle.x - y, middle.x + y, middle.y + x, colour);
        ++y, error += plus, plus += 2;
        if (error > 0) error -= minus, --x, minus -= 2;
    }
}

void fill_convex(RgbImage& image, const std::vector<PixelPlace>& corners, const StrokeColour& colour) {
    if (corners.empty()) return;
    std::vector<Fixed> fixed;
    PixelPlace before = corners.back();
    for (const PixelPlace& corner : corners) {
        thin_line(image, before, corner, colour);
        before = corner;
        fixed.push_back({corner.x * one, corner.y * one});
    }
    if (fixed.size() > 2) fill_rows(image, fixed, true, colour);
}

void thick_line(RgbImage& image, PixelPlace from, PixelPlace to, int thickness, const StrokeColour& colour) {
    const Fixed a{from.x * one, from.y * one}, b{to.x * one, to.y * one};
    const double across = from.x - to.x, down = to.y - from.y, length = std::sqrt(across * across + down * down);
    const int64_t wide = thickness * half;
    if (length > 0) {
        const double share = (static_cast<double>(wide) + (thickness & 1) * static_cast<double>(half)) / length;
        const auto x = static_cast<int64_t>(std::nearbyint(down * share)), y = static_cast<int64_t>(std::nearbyint(across * share));
        const std::vector<Fixed> corners{{a.x + x, a.y + y}, {a.x - x, a.y - y}, {b.x - x, b.y - y}, {b.x + x, b.y + y}};
        Fixed before = corners.back();
        for (const Fixed& corner : corners) fixed_line(image, before, corner, colour), before = corner;
        fill_rows(image, corners, false, colour);
    }
    const auto radius = static_cast<int>((wide + half) >> shift);
    for (const PixelPlace& end : {from, to}) fill_circle(image, end, radius, colour);
}

std::vector<PixelPlace> ellipse_corners(PixelPlace middle, int half_width, int half_height, int degrees) {
    degrees = ((degrees % 360) + 360) % 360;
    const float turn_x = sine(450 - degrees), turn_y = sine(degrees);
    std::vector<PixelPlace> corners;
    for (int i = 0; i <= 360; ++i) {
        const double x = half_width * static_cast<double>(sine(450 - i)), y = half_height * static_cast<double>(sine(i));
        const PixelPlace corner{static_cast<int>(std::nearbyint(middle.x + x * turn_x - y * turn_y)),
                                static_cast<int>(std::nearbyint(middle.y + x * turn_y + y * turn_x))};
        if (corners.empty() || !(corner == corners.back())) corners.push_back(corner);
    }
    if (corners.size() == 1) corners.assign(2, middle);
    return corners;
}

}  // namespace imagelab
