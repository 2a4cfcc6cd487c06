#include "core/image/kept_boxes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace imagelab {
namespace {

// Boxes without an area, and of no numbers, have nothing in common with any.
bool has_area(const SuppressedBox& box) {
    return box[2] > box[0] && box[3] > box[1];
}

bool overlaps(const SuppressedBox& a, const SuppressedBox& b, double share) {
    const auto area = [](const SuppressedBox& box) { return (box[2] - box[0]) * (box[3] - box[1]); };
    const double width = std::min(a[2], b[2]) - std::max(a[0], b[0]), height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
    if (width <= 0 || height <= 0) return false;
    const double both = width * height;
    return both / (area(a) + area(b) - both) > share;
}

}  // namespace

// Of a and b with more than t of their area in common, min(a's right, b's right) - max(a's left, b's left) > t * the wider one's width: so b is
// at most a's width / t wide, and begins no further before a than (1 - t) of that, no further behind than (1 - t) of a's width.
bool KeptBoxes::hides(const SuppressedBox& box) {
    if (!has_area(box)) return false;
    constexpr double rounding = 1 + 1e-9, endless = std::numeric_limits<double>::infinity();
    const double width = box[2] - box[0];
    const bool local = overlap_ > 0 && overlap_ <= 1 && std::isfinite(width);
    const double behind = local ? (1 - overlap_) * width * rounding : endless, before = local ? behind / overlap_ * rounding : endless;
    const double slack = local ? 1e-9 * (std::abs(box[0]) + width) : 0;
    for (auto at = by_left_.lower_bound(local ? box[0] - before - slack : -endless); at != by_left_.end(); ++at) {
        if (at->first > box[0] + behind + slack || at->first > box[2]) break;
        ++compared_;
        if (overlaps(box, at->second, overlap_)) return true;
    }
    return false;
}

void KeptBoxes::keep(const SuppressedBox& box) {
    if (has_area(box)) by_left_.emplace(box[0], box);
}

}  // namespace imagelab
