#include "core/image/painted_colours.h"

#include <algorithm>

namespace imagelab {

PaintedColours::PaintedColours(int width, int height, const uint8_t* rgb, std::ptrdiff_t stride)
    : width_(width), height_(height), now_(static_cast<size_t>(width) * height * 3), coverage_(width, height) {
    for (int y = 0; y < height; ++y) std::copy_n(rgb + y * stride, width * 3, now_.data() + static_cast<size_t>(y) * width * 3);
    before_ = now_;
}

PixelBox PaintedColours::begin_stroke(const Brush& brush, const Colour& colour, MaskPoint at, double pressure) {
    colour_ = colour;
    stroke_ = {};
    return blend(coverage_.begin_stroke(brush, at, pressure));
}

PixelBox PaintedColours::stroke_to(MaskPoint at, double pressure) {
    return blend(coverage_.stroke_to(at, pressure));
}

PixelBox PaintedColours::blend(const PixelBox& box) {
    for (int y = box.top; y < box.bottom; ++y) {
        const uint8_t* share = coverage_.row(y) + box.left;
        const size_t begin = (static_cast<size_t>(y) * width_ + box.left) * 3;
        const uint8_t* from = before_.data() + begin;
        uint8_t* to = now_.data() + begin;
        for (int x = box.left; x < box.right; ++x, ++share, from += 3, to += 3) {
            if (*share == 0) continue;
            for (size_t c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>((from[c] * (255 - *share) + colour_[c] * *share + 127) / 255);
        }
    }
    stroke_ = stroke_.united(box);
    if (!box.empty()) ++version_;
    return box;
}

void PaintedColours::copy(const std::vector<uint8_t>& from, std::vector<uint8_t>& to, const PixelBox& box) const {
    for (int y = box.top; y < box.bottom; ++y) {
        const auto begin = static_cast<std::ptrdiff_t>((static_cast<size_t>(y) * width_ + box.left) * 3);
        std::copy_n(from.begin() + begin, (box.right - box.left) * 3, to.begin() + begin);
    }
}

bool PaintedColours::end_stroke() {
    coverage_.end_stroke();
    coverage_.undo();
    const PixelBox box = stroke_;
    stroke_ = {};
    if (box.empty()) return false;
    Patch patch{box, {}};
    patch.pixels.reserve(static_cast<size_t>(box.right - box.left) * (box.bottom - box.top) * 3);
    for (int y = box.top; y < box.bottom; ++y) {
        const auto begin = before_.begin() + static_cast<std::ptrdiff_t>((static_cast<size_t>(y) * width_ + box.left) * 3);
        patch.pixels.insert(patch.pixels.end(), begin, begin + (box.right - box.left) * 3);
    }
    copy(now_, before_, box);
    for (const Patch& each : redo_) step_bytes_ -= each.pixels.size();
    redo_.clear();
    step_bytes_ += patch.pixels.size();
    undo_.push_back(std::move(patch));
    while (step_bytes_ > step_limit_ && undo_.size() > 1) {
        step_bytes_ -= undo_.front().pixels.size();
        undo_.pop_front();
    }
    return true;
}

PixelBox PaintedColours::swap(std::deque<Patch>& from, std::deque<Patch>& to) {
    if (coverage_.in_stroke()) end_stroke();
    if (from.empty()) return {};
    Patch patch = std::move(from.back());
    from.pop_back();
    const size_t row = static_cast<size_t>(patch.box.right - patch.box.left) * 3;
    for (int y = patch.box.top; y < patch.box.bottom; ++y) {
        uint8_t* own = now_.data() + (static_cast<size_t>(y) * width_ + patch.box.left) * 3;
        std::swap_ranges(own, own + row, patch.pixels.data() + static_cast<size_t>(y - patch.box.top) * row);
    }
    copy(now_, before_, patch.box);
    const PixelBox box = patch.box;
    to.push_back(std::move(patch));
    ++version_;
    return box;
}

PixelBox PaintedColours::undo() {
    return swap(undo_, redo_);
}
PixelBox PaintedColours::redo() {
    return swap(redo_, undo_);
}

}  // namespace imagelab
