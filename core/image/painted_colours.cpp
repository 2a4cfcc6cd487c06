#include "core/image/painted_colours.h"

#include <algorithm>

namespace imagelab {
namespace {

constexpr int side = PaintedColours::tile;
constexpr size_t row_bytes = size_t{side} * 3;

constexpr uint32_t pixel_of(const uint8_t* rgb) {
    return 0xff000000u | uint32_t{rgb[0]} << 16 | uint32_t{rgb[1]} << 8 | rgb[2];
}

// Where the pixels of a level lie among a tile's halves.
constexpr size_t place_of_level(int level) {
    size_t place = 0;
    for (int l = 1; l < level; ++l) place += static_cast<size_t>(side >> l) * (side >> l);
    return place;
}

constexpr uint32_t mean_of(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    uint32_t mean = 0xff000000u;
    for (int shift = 0; shift < 24; shift += 8) {
        const uint32_t sum = (a >> shift & 255) + (b >> shift & 255) + (c >> shift & 255) + (d >> shift & 255);
        mean |= (sum + 2) / 4 << shift;
    }
    return mean;
}

}  // namespace

PaintedColours::PaintedColours(int width, int height, const uint8_t* rgb, std::ptrdiff_t stride)
    : width_(width), height_(height), tiles_wide_((width + side - 1) / side), coverage_(width, height) {
    now_.resize(static_cast<size_t>(tiles_wide_) * static_cast<size_t>((height + side - 1) / side));
    before_.resize(now_.size());
    for (int t = 0; t < static_cast<int>(now_.size()); ++t) {
        now_[t] = std::make_unique<Tile>();
        const PixelBox box = box_of(t);
        for (int y = box.top; y < box.bottom; ++y)
            std::copy_n(rgb + y * stride + box.left * 3, (box.right - box.left) * 3, now_[t]->rgb.data() + (y - box.top) * row_bytes);
    }
}

PixelBox PaintedColours::box_of(int tile) const {
    const int left = tile % tiles_wide_ * side, top = tile / tiles_wide_ * side;
    return {left, top, std::min(left + side, width_), std::min(top + side, height_)};
}

// A pixel of an odd last row or column counts twice.
void PaintedColours::halve(int tile, Tile& of) const {
    if (!of.halves.empty()) return;
    of.halves.resize(place_of_level(levels + 1));
    const PixelBox box = box_of(tile);
    int wide = box.right - box.left, high = box.bottom - box.top;
    for (int level = 1; level <= levels; ++level) {
        const uint32_t* from = of.halves.data() + (level > 1 ? place_of_level(level - 1) : 0);
        const int stride = side >> (level - 1);
        const auto at = [&](int x, int y) { return level > 1 ? from[y * stride + x] : pixel_of(of.rgb.data() + y * row_bytes + x * 3); };
        uint32_t* to = of.halves.data() + place_of_level(level);
        for (int y = 0; y < high; y += 2) {
            const int below = std::min(y + 1, high - 1);
            for (int x = 0; x < wide; x += 2) {
                const int right = std::min(x + 1, wide - 1);
                to[y / 2 * (side >> level) + x / 2] = mean_of(at(x, y), at(right, y), at(x, below), at(right, below));
            }
        }
        wide = (wide + 1) / 2, high = (high + 1) / 2;
    }
}

PixelBox PaintedColours::begin_stroke(const Brush& brush, const Colour& colour, MaskPoint at, double pressure) {
    colour_ = colour;
    return blend(coverage_.begin_stroke(brush, at, pressure));
}

PixelBox PaintedColours::stroke_to(MaskPoint at, double pressure) {
    return blend(coverage_.stroke_to(at, pressure));
}

// The halves of what is put aside are made while the hand moves: taking the stroke back shows them at once.
void PaintedColours::blend_tile(int tile, const PixelBox& box) {
    const auto covered = [&](int y) {
        const uint8_t* row = coverage_.row(y);
        return std::any_of(row + box.left, row + box.right, [](uint8_t share) { return share != 0; });
    };
    int first = box.top;
    while (first < box.bottom && !covered(first)) ++first;
    if (first == box.bottom) return;
    if (!before_[tile]) {
        before_[tile] = std::move(now_[tile]);
        halve(tile, *before_[tile]);
        now_[tile] = std::make_unique<Tile>();
        now_[tile]->rgb = before_[tile]->rgb;
    }
    const PixelBox whole = box_of(tile);
    for (int y = first; y < box.bottom; ++y) {
        const uint8_t* share = coverage_.row(y) + box.left;
        const size_t begin = (y - whole.top) * row_bytes + static_cast<size_t>(box.left - whole.left) * 3;
        const uint8_t* from = before_[tile]->rgb.data() + begin;
        uint8_t* to = now_[tile]->rgb.data() + begin;
        for (int x = box.left; x < box.right; ++x, ++share, from += 3, to += 3) {
            if (*share == 0) continue;
            for (size_t c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>((from[c] * (255 - *share) + colour_[c] * *share + 127) / 255);
        }
    }
    now_[tile]->halves.clear();
}

PixelBox PaintedColours::blend(const PixelBox& box) {
    if (box.empty()) return box;
    for (int y = box.top / side; y <= (box.bottom - 1) / side; ++y) {
        for (int x = box.left / side; x <= (box.right - 1) / side; ++x) {
            const int tile = y * tiles_wide_ + x;
            blend_tile(tile, box.within(box_of(tile)));
        }
    }
    ++version_;
    return box;
}

bool PaintedColours::end_stroke() {
    coverage_.end_stroke();
    coverage_.undo();
    Step step;
    for (int t = 0; t < static_cast<int>(before_.size()); ++t) {
        if (!before_[t]) continue;
        step.box = step.box.united(box_of(t));
        halve(t, *now_[t]);  // it may be seen from afar when the step is made again
        step.tiles.push_back({t, std::move(before_[t])});
    }
    if (step.tiles.empty()) return false;
    for (const Step& each : redo_) step_bytes_ -= bytes(each);
    redo_.clear();
    step_bytes_ += bytes(step);
    undo_.push_back(std::move(step));
    while (step_bytes_ > step_limit_ && undo_.size() > 1) {
        step_bytes_ -= bytes(undo_.front());
        undo_.pop_front();
    }
    return true;
}

void PaintedColours::copy_tile(int tile, uint8_t* rgb, std::ptrdiff_t stride) const {
    const PixelBox box = box_of(tile);
    for (int y = box.top; y < box.bottom; ++y)
        std::copy_n(now_[tile]->rgb.data() + (y - box.top) * row_bytes, (box.right - box.left) * 3, rgb + y * stride + box.left * 3);
}

void PaintedColours::copy_tile(int tile, int level, uint32_t* pixels, std::ptrdiff_t stride) const {
    Tile& from = *now_[tile];
    const PixelBox box = box_of(tile);
    const int wide = side >> level, left = box.left >> level, top = box.top >> level;
    const auto halved = [level](int size) { return (size + (1 << level) - 1) >> level; };
    const int right = std::min(left + wide, halved(width_)), bottom = std::min(top + wide, halved(height_));
    if (level > 0) halve(tile, from);
    for (int y = top; y < bottom; ++y) {
        uint32_t* to = pixels + y * stride + left;
        if (level > 0) {
            std::copy_n(from.halves.data() + place_of_level(level) + static_cast<size_t>(y - top) * wide, right - left, to);
        } else {
            const uint8_t* rgb = from.rgb.data() + (y - top) * row_bytes;
            for (int x = left; x < right; ++x, rgb += 3) *to++ = pixel_of(rgb);
        }
    }
}

PixelBox PaintedColours::swap(std::deque<Step>& from, std::deque<Step>& to) {
    if (coverage_.in_stroke()) end_stroke();
    if (from.empty()) return {};
    Step step = std::move(from.back());
    from.pop_back();
    for (Replaced& each : step.tiles) std::swap(now_[each.tile], each.was);
    const PixelBox box = step.box;
    to.push_back(std::move(step));
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
