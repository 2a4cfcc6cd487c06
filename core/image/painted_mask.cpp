#include "core/image/painted_mask.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/image/mask_filters.h"

namespace imagelab {

PixelBox PixelBox::united(const PixelBox& other) const {
    if (empty()) return other;
    if (other.empty()) return *this;
    return {std::min(left, other.left), std::min(top, other.top), std::max(right, other.right), std::max(bottom, other.bottom)};
}

PixelBox PixelBox::within(const PixelBox& other) const {
    return {std::max(left, other.left), std::max(top, other.top), std::min(right, other.right), std::min(bottom, other.bottom)};
}

PaintedMask::PaintedMask(int width, int height)
    : width_(width),
      height_(height),
      tiles_wide_((width + tile - 1) / tile),
      pixels_(static_cast<size_t>(width) * height),
      touched_(static_cast<size_t>(tiles_wide_) * ((height + tile - 1) / tile)) {}

PaintedMask::PaintedMask(int width, int height, const uint8_t* greys, std::ptrdiff_t stride) : PaintedMask(width, height) {
    for (int y = 0; y < height; ++y) std::copy_n(greys + y * stride, width, pixels_.data() + static_cast<size_t>(y) * width);
}

PixelBox PaintedMask::bounds() const {
    PixelBox found;
    for (int y = 0; y < height_; ++y) {
        const uint8_t* begin = row(y);
        const uint8_t* end = begin + width_;
        const uint8_t* first = std::find_if(begin, end, [](uint8_t value) { return value != 0; });
        if (first == end) continue;
        const auto last = std::find_if(std::reverse_iterator(end), std::reverse_iterator(first), [](uint8_t value) { return value != 0; });
        found = found.united({static_cast<int>(first - begin), y, static_cast<int>(last.base() - begin), y + 1});
    }
    return found;
}

// --- steps

PixelBox PaintedMask::box_of(int index) const {
    const int left = index % tiles_wide_ * tile, top = index / tiles_wide_ * tile;
    return PixelBox{left, top, left + tile, top + tile}.within(whole());
}

PaintedMask::SavedTile PaintedMask::saved(int index) const {
    const PixelBox box = box_of(index);
    SavedTile kept{index, at(box.left, box.top), {}};
    kept.pixels.reserve(static_cast<size_t>(tile) * tile);
    for (int y = box.top; y < box.bottom; ++y) kept.pixels.insert(kept.pixels.end(), row(y) + box.left, row(y) + box.right);
    if (std::all_of(kept.pixels.begin(), kept.pixels.end(), [&](uint8_t value) { return value == kept.value; }))
        kept.pixels = std::vector<uint8_t>();
    return kept;
}

bool PaintedMask::is_as_saved(const SavedTile& kept) const {
    const PixelBox box = box_of(kept.index);
    const uint8_t* from = kept.pixels.data();
    for (int y = box.top; y < box.bottom; ++y) {
        const uint8_t *begin = row(y) + box.left, *end = row(y) + box.right;
        if (kept.pixels.empty()) {
            if (!std::all_of(begin, end, [&](uint8_t value) { return value == kept.value; })) return false;
        } else {
            if (!std::equal(begin, end, from)) return false;
            from += end - begin;
        }
    }
    return true;
}

void PaintedMask::touch(const PixelBox& box) {
    if (box.empty()) return;
    for (int y = box.top / tile; y <= (box.bottom - 1) / tile; ++y) {
        for (int x = box.left / tile; x <= (box.right - 1) / tile; ++x) {
            const int index = y * tiles_wide_ + x;
            if (touched_[index]) continue;
            touched_[index] = 1;
            current_.push_back(saved(index));
        }
    }
}

namespace {
template <class Steps>
size_t bytes_of(const Steps& step) {
    size_t bytes = 0;
    for (const auto& kept : step) bytes += sizeof(kept) + kept.pixels.capacity();
    return bytes;
}
}  // namespace

// A step that changed nothing is none.
bool PaintedMask::end_step() {
    const auto steps = version_;
    for (const SavedTile& kept : current_) touched_[kept.index] = 0;
    std::erase_if(current_, [this](const SavedTile& kept) { return is_as_saved(kept); });
    if (!current_.empty()) {
        for (const Step& step : redo_) step_bytes_ -= bytes_of(step);
        redo_.clear();
        current_.shrink_to_fit();
        step_bytes_ += bytes_of(current_);
        undo_.push_back(std::move(current_));
        ++version_;
        forget_oldest();
    }
    current_ = {};
    return version_ != steps;
}

void PaintedMask::forget_oldest() {
    while (step_bytes_ > step_limit_ && undo_.size() > 1) {
        step_bytes_ -= bytes_of(undo_.front());
        undo_.pop_front();
    }
}

PixelBox PaintedMask::swap(std::deque<Step>& from, std::deque<Step>& to) {
    if (stroking_) end_stroke();
    if (from.empty()) return {};
    Step step = std::move(from.back());
    from.pop_back();
    step_bytes_ -= bytes_of(step);
    PixelBox changed;
    for (SavedTile& kept : step) {
        SavedTile now = saved(kept.index);
        const PixelBox box = box_of(kept.index);
        const uint8_t* source = kept.pixels.data();
        for (int y = box.top; y < box.bottom; ++y) {
            uint8_t* out = pixels_.data() + static_cast<size_t>(y) * width_ + box.left;
            const int wide = box.right - box.left;
            if (kept.pixels.empty()) {
                std::memset(out, kept.value, wide);
            } else {
                std::memcpy(out, source, wide);
                source += wide;
            }
        }
        changed = changed.united(box);
        kept = std::move(now);
    }
    step_bytes_ += bytes_of(step);
    to.push_back(std::move(step));
    ++version_;
    return changed;
}

PixelBox PaintedMask::undo() {
    return swap(undo_, redo_);
}
PixelBox PaintedMask::redo() {
    return swap(redo_, undo_);
}

// --- strokes

void PaintedMask::put(uint8_t& pixel, uint8_t share, bool erases) {
    pixel = erases ? std::min<uint8_t>(pixel, 255 - share) : std::max(pixel, share);
}

PixelBox PaintedMask::begin_stroke(const Brush& brush, MaskPoint at, double pressure) {
    if (stroking_) end_stroke();
    stroking_ = true;
    brush_ = brush;
    last_ = at;
    last_radius_ = brush.radius * std::clamp(pressure, 0.0, 1.0);
    return segment(at, last_radius_, at, last_radius_);
}

PixelBox PaintedMask::stroke_to(MaskPoint at, double pressure) {
    if (!stroking_) return {};
    const double radius = brush_.radius * std::clamp(pressure, 0.0, 1.0);
    const double length = std::hypot(at.x - last_.x, at.y - last_.y);
    // In pieces about as long as the brush is wide: the box around a slanting one holds little else.
    const int pieces = std::clamp(static_cast<int>(length / std::max(16.0, 2 * radius)), 1, 4096);
    PixelBox changed;
    for (int i = 1; i <= pieces; ++i) {
        const double left = 1.0 / (pieces - i + 1);  // the share of what is still to go
        const MaskPoint to = i == pieces ? at : MaskPoint{last_.x + (at.x - last_.x) * left, last_.y + (at.y - last_.y) * left};
        const double to_radius = last_radius_ + (radius - last_radius_) * (i == pieces ? 1 : left);
        changed = changed.united(segment(last_, last_radius_, to, to_radius));
        last_ = to;
        last_radius_ = to_radius;
    }
    return changed;
}

bool PaintedMask::end_stroke() {
    if (!stroking_) return false;
    stroking_ = false;
    return end_step();
}

// What a round brush covers on its straight way: each pixel by its distance from the nearest point of it. A large brush changes little more
// than its rim, and no more than that is given back.
PixelBox PaintedMask::segment(MaskPoint from, double from_radius, MaskPoint to, double to_radius) {
    const double most = std::max(from_radius, to_radius) + 1;
    const PixelBox box =
        PixelBox{static_cast<int>(std::floor(std::min(from.x, to.x) - most)), static_cast<int>(std::floor(std::min(from.y, to.y) - most)),
                 static_cast<int>(std::ceil(std::max(from.x, to.x) + most)), static_cast<int>(std::ceil(std::max(from.y, to.y) + most))}
            .within(whole());
    if (box.empty()) return {};
    touch(box);
    const auto dx = static_cast<float>(to.x - from.x), dy = static_cast<float>(to.y - from.y);
    const float length_squared = dx * dx + dy * dy;
    const float per_length = length_squared > 0 ? 1 / length_squared : 0;
    const auto radius = static_cast<float>(from_radius), more = static_cast<float>(to_radius - from_radius);
    const auto soft = static_cast<float>(1 - std::clamp(brush_.hardness, 0.0, 1.0));
    PixelBox changed;
    for (int y = box.top; y < box.bottom; ++y) {
        uint8_t* out = pixels_.data() + static_cast<size_t>(y) * width_;
        int first = box.right, last = box.left - 1;
        const float py = static_cast<float>(y + 0.5 - from.y);
        for (int x = box.left; x < box.right; ++x) {
            const float px = static_cast<float>(x + 0.5 - from.x);
            const float along = std::clamp((px * dx + py * dy) * per_length, 0.0F, 1.0F);
            const float off_x = px - along * dx, off_y = py - along * dy, squared = off_x * off_x + off_y * off_y;
            const float here = radius + along * more;
            const float outer = here + 0.5F;
            if (squared >= outer * outer) continue;
            const float fades = std::max(1.0F, here * soft), inner = outer - fades;
            float share = 1;
            if (inner <= 0 || squared > inner * inner) {
                share = (outer - std::sqrt(squared)) / fades;
                if (share > 1) share = 1;
                if (fades > 2) share = share * share * (3 - 2 * share);
            }
            const uint8_t before = out[x];
            put(out[x], static_cast<uint8_t>(share * 255 + 0.5F), brush_.erases);
            if (out[x] == before) continue;
            first = std::min(first, x);
            last = x;
        }
        changed = changed.united({first, y, last + 1, y + 1});
    }
    ++version_;
    return changed;
}

// --- areas

PixelBox PaintedMask::fill_box(const PixelBox& asked, bool erases) {
    const PixelBox box = asked.within(whole());
    if (box.empty()) return {};
    touch(box);
    for (int y = box.top; y < box.bottom; ++y)
        std::memset(pixels_.data() + static_cast<size_t>(y) * width_ + box.left, erases ? 0 : 255, box.right - box.left);
    end_step();
    return box;
}

namespace {

constexpr int rows_of_a_pixel = 4;

struct Crossing {
    double x;
    int turn;
};

// Where the polygon's edges cross a line, from left to right.
void find_crossings(std::span<const MaskPoint> corners, double y, std::vector<Crossing>& found) {
    found.clear();
    for (size_t i = 0; i < corners.size(); ++i) {
        const MaskPoint &a = corners[i], &b = corners[(i + 1) % corners.size()];
        if ((a.y <= y) == (b.y <= y)) continue;
        found.push_back({a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), a.y <= y ? 1 : -1});
    }
    std::sort(found.begin(), found.end(), [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
}

// Adds the share of each pixel that lies between two places of its row.
void add_span(std::vector<float>& row, double from, double to, float weight) {
    from = std::clamp(from, 0.0, static_cast<double>(row.size()));
    to = std::clamp(to, 0.0, static_cast<double>(row.size()));
    for (auto x = static_cast<size_t>(from); x < row.size() && static_cast<double>(x) < to; ++x) {
        const double begin = std::max(from, static_cast<double>(x)), end = std::min(to, static_cast<double>(x) + 1);
        row[x] += static_cast<float>(end - begin) * weight;
    }
}

}  // namespace

PixelBox PaintedMask::fill_polygon(std::span<const MaskPoint> corners, bool erases) {
    if (corners.size() < 3) return {};
    const auto [left, right] = std::minmax_element(corners.begin(), corners.end(), [](auto& a, auto& b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(corners.begin(), corners.end(), [](auto& a, auto& b) { return a.y < b.y; });
    const PixelBox box = PixelBox{static_cast<int>(std::floor(left->x)), static_cast<int>(std::floor(top->y)),
                                  static_cast<int>(std::ceil(right->x)), static_cast<int>(std::ceil(bottom->y))}
                             .within(whole());
    if (box.empty()) return {};
    touch(box);
    std::vector<float> row(width_);
    std::vector<Crossing> crossings;
    for (int y = box.top; y < box.bottom; ++y) {
        std::fill(row.begin() + box.left, row.begin() + box.right, 0.0F);
        for (int part = 0; part < rows_of_a_pixel; ++part) {
            find_crossings(corners, y + (part + 0.5) / rows_of_a_pixel, crossings);
            int winding = 0;
            for (size_t i = 0; i + 1 < crossings.size(); ++i) {
                winding += crossings[i].turn;
                if (winding != 0) add_span(row, crossings[i].x, crossings[i + 1].x, 1.0F / rows_of_a_pixel);
            }
        }
        uint8_t* out = pixels_.data() + static_cast<size_t>(y) * width_;
        for (int x = box.left; x < box.right; ++x) put(out[x], static_cast<uint8_t>(std::lround(std::min(row[x], 1.0F) * 255)), erases);
    }
    end_step();
    return box;
}

PixelBox PaintedMask::flood(const PicturePixels& picture, int x, int y, int tolerance, bool erases) {
    if (picture.width != width_ || picture.height != height_) throw Error("[painted mask] the picture is of another size than its mask");
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return {};
    const uint8_t* seed = picture.rgb + y * picture.stride + static_cast<std::ptrdiff_t>(x) * 3;
    const int red = seed[0], green = seed[1], blue = seed[2];
    std::vector<uint8_t> done(pixels_.size());
    const auto joins = [&](int px, int py) {
        if (done[static_cast<size_t>(py) * width_ + px]) return false;
        const uint8_t* pixel = picture.rgb + py * picture.stride + static_cast<std::ptrdiff_t>(px) * 3;
        return std::abs(pixel[0] - red) <= tolerance && std::abs(pixel[1] - green) <= tolerance && std::abs(pixel[2] - blue) <= tolerance;
    };
    PixelBox changed;
    std::vector<std::pair<int, int>> waiting{{x, y}};
    while (!waiting.empty()) {
        const auto [at_x, at_y] = waiting.back();
        waiting.pop_back();
        if (!joins(at_x, at_y)) continue;
        int left = at_x, right = at_x + 1;
        while (left > 0 && joins(left - 1, at_y)) --left;
        while (right < width_ && joins(right, at_y)) ++right;
        const PixelBox span{left, at_y, right, at_y + 1};
        touch(span);
        std::memset(done.data() + static_cast<size_t>(at_y) * width_ + left, 1, right - left);
        std::memset(pixels_.data() + static_cast<size_t>(at_y) * width_ + left, erases ? 0 : 255, right - left);
        changed = changed.united(span);
        for (const int next : {at_y - 1, at_y + 1}) {
            if (next < 0 || next >= height_) continue;
            for (int px = left; px < right; ++px)  // the first of each run is enough
                if (joins(px, next) && (px == left || !joins(px - 1, next))) waiting.emplace_back(px, next);
        }
    }
    end_step();
    return changed;
}

// --- the whole

template <class Change>
PixelBox PaintedMask::change_all(const Change& change) {
    if (stroking_) end_stroke();
    touch(whole());
    change();
    end_step();
    return whole();
}

PixelBox PaintedMask::invert() {
    return change_all([&] {
        for (uint8_t& value : pixels_) value = 255 - value;
    });
}

PixelBox PaintedMask::clear() {
    return change_all([&] { std::fill(pixels_.begin(), pixels_.end(), uint8_t{0}); });
}

PixelBox PaintedMask::grow(double pixels) {
    return change_all([&] {
        if (pixels > 0) grow_mask(pixels_, width_, height_, pixels);
        if (pixels < 0) shrink_mask(pixels_, width_, height_, -pixels);
    });
}

PixelBox PaintedMask::feather(double sigma) {
    return change_all([&] { feather_mask(pixels_, width_, height_, sigma); });
}

PixelBox PaintedMask::set(std::span<const uint8_t> pixels) {
    if (pixels.size() != pixels_.size())
        throw Error("[painted mask] " + std::to_string(pixels.size()) + " greys for a mask of " + std::to_string(pixels_.size()));
    return change_all([&] { std::copy(pixels.begin(), pixels.end(), pixels_.begin()); });
}

}  // namespace imagelab
