#pragma once
// Colours painted over a picture, for a model to draw over. Strokes are taken back one by one; what a change returns is the box of pixels
// that may have changed (core/image/painted_mask.h).
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/image/painted_mask.h"

namespace imagelab {

class PaintedColours {
  public:
    PaintedColours() = default;
    PaintedColours(int width, int height, const uint8_t* rgb, std::ptrdiff_t stride);  // rows `stride` bytes apart
    bool empty() const { return now_.empty(); }
    int width() const { return width_; }
    int height() const { return height_; }
    const uint8_t* row(int y) const { return now_.data() + static_cast<size_t>(y) * width_ * 3; }

    using Colour = std::array<uint8_t, 3>;
    PixelBox begin_stroke(const Brush& brush, const Colour& colour, MaskPoint at, double pressure = 1);
    PixelBox stroke_to(MaskPoint at, double pressure = 1);
    bool end_stroke();  // whether it can be taken back: it touched the picture

    bool can_undo() const { return !undo_.empty(); }
    bool can_redo() const { return !redo_.empty(); }
    PixelBox undo();
    PixelBox redo();
    uint64_t version() const { return version_; }               // another one after every change
    void set_step_limit(size_t bytes) { step_limit_ = bytes; }  // that steps may keep; the oldest are forgotten, the last one never

  private:
    struct Patch {
        PixelBox box;
        std::vector<uint8_t> pixels;  // as they were
    };
    PixelBox blend(const PixelBox& box);
    void copy(const std::vector<uint8_t>& from, std::vector<uint8_t>& to, const PixelBox& box) const;
    PixelBox swap(std::deque<Patch>& from, std::deque<Patch>& to);

    int width_ = 0, height_ = 0;
    std::vector<uint8_t> now_, before_;  // with the stroke that is under way, and without it
    PaintedMask coverage_;               // of that stroke
    Colour colour_{};
    PixelBox stroke_;
    std::deque<Patch> undo_, redo_;
    size_t step_bytes_ = 0, step_limit_ = size_t{256} << 20;
    uint64_t version_ = 0;
};

}  // namespace imagelab
