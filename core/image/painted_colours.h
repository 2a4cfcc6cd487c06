#pragma once
// Colours painted over a picture, for a model to draw over. Strokes are taken back one by one; what a change returns is the box of pixels
// that may have changed (core/image/painted_mask.h). The picture is kept in tiles, each with its halves: a step is the tiles it replaced,
// and taking it back changes them for each other, whatever the size of the stroke.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/image/painted_mask.h"

namespace imagelab {

class PaintedColours {
  public:
    static constexpr int tile = 64, levels = 6;  // pixels a side; how often a tile can be halved

    PaintedColours() = default;
    PaintedColours(int width, int height, const uint8_t* rgb, std::ptrdiff_t stride);  // rows `stride` bytes apart
    bool empty() const { return now_.empty(); }
    int width() const { return width_; }
    int height() const { return height_; }
    int tiles_wide() const { return tiles_wide_; }
    int tiles_high() const { return tiles_wide_ == 0 ? 0 : static_cast<int>(now_.size()) / tiles_wide_; }

    using Colour = std::array<uint8_t, 3>;
    PixelBox begin_stroke(const Brush& brush, const Colour& colour, MaskPoint at, double pressure = 1);
    PixelBox stroke_to(MaskPoint at, double pressure = 1);
    bool end_stroke();  // whether it can be taken back: it touched the picture

    // A tile's pixels into a picture of the whole size: `rgb` is the first pixel of that.
    void copy_tile(int tile, uint8_t* rgb, std::ptrdiff_t stride) const;
    // The same of the picture halved `level` times (0: not), 0xffRRGGBB; `stride` in pixels. Odd sizes are rounded up each time.
    void copy_tile(int tile, int level, uint32_t* pixels, std::ptrdiff_t stride) const;

    bool can_undo() const { return !undo_.empty(); }
    bool can_redo() const { return !redo_.empty(); }
    PixelBox undo();
    PixelBox redo();
    uint64_t version() const { return version_; }               // another one after every change
    void set_step_limit(size_t bytes) { step_limit_ = bytes; }  // that steps may keep; the oldest are forgotten, the last one never

  private:
    struct Tile {
        std::array<uint8_t, size_t{tile} * tile * 3> rgb{};
        std::vector<uint32_t> halves;  // of each level one behind the other; empty: not made yet
    };
    struct Replaced {
        int tile = 0;
        std::unique_ptr<Tile> was;
    };
    struct Step {
        PixelBox box;
        std::vector<Replaced> tiles;
    };
    PixelBox box_of(int tile) const;
    void halve(int tile, Tile& of) const;
    void blend_tile(int tile, const PixelBox& box);
    PixelBox blend(const PixelBox& box);
    PixelBox swap(std::deque<Step>& from, std::deque<Step>& to);
    static size_t bytes(const Step& step) { return step.tiles.size() * sizeof(Tile); }

    int width_ = 0, height_ = 0, tiles_wide_ = 0;
    std::vector<std::unique_ptr<Tile>> now_, before_;  // before_: of those that the stroke under way changed; null: none
    PaintedMask coverage_;                             // of that stroke
    Colour colour_{};
    std::deque<Step> undo_, redo_;
    size_t step_bytes_ = 0, step_limit_ = size_t{256} << 20;
    uint64_t version_ = 0;
};

}  // namespace imagelab
