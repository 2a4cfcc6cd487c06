#pragma once
// A mask while it is painted: one grey a pixel of its picture, 255 is painted anew, 0 is kept. Every stroke and every change of the whole
// is a step that can be taken back: the tiles it touched are kept as they were, up to a limit of memory. What a change returns is the box
// of pixels that may have changed, so that a view draws no more than those anew. Coordinates are pixels, (0, 0) the corner of the first.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace imagelab {

struct PixelBox {
    int left = 0, top = 0, right = 0, bottom = 0;  // right and bottom are outside
    bool empty() const { return left >= right || top >= bottom; }
    PixelBox united(const PixelBox& other) const;
    PixelBox within(const PixelBox& other) const;
    bool operator==(const PixelBox&) const = default;
};

struct MaskPoint {
    double x = 0, y = 0;
};

struct Brush {
    double radius = 32;     // pixels, at full pressure
    double hardness = 0.8;  // 0..1, share of the radius that is painted in full; beyond it the stroke fades
    bool erases = false;
};

// 8-bit RGB of somebody else, rows `stride` bytes apart.
struct PicturePixels {
    int width = 0, height = 0;
    const uint8_t* rgb = nullptr;
    std::ptrdiff_t stride = 0;
};

class PaintedMask {
  public:
    PaintedMask() = default;
    PaintedMask(int width, int height);
    // Of greys whose rows lie `stride` bytes apart; nothing to take back.
    PaintedMask(int width, int height, const uint8_t* greys, std::ptrdiff_t stride);
    int width() const { return width_; }
    int height() const { return height_; }
    PixelBox whole() const { return {0, 0, width_, height_}; }
    const uint8_t* row(int y) const { return pixels_.data() + static_cast<size_t>(y) * width_; }
    uint8_t at(int x, int y) const { return row(y)[x]; }
    std::span<const uint8_t> pixels() const { return pixels_; }
    PixelBox bounds() const;  // of what is painted at all; empty: nothing is

    // A stroke: pressure, 0..1, scales the radius. Going over the same place again in one stroke adds nothing.
    PixelBox begin_stroke(const Brush& brush, MaskPoint at, double pressure = 1);
    PixelBox stroke_to(MaskPoint at, double pressure = 1);
    bool end_stroke();  // whether it can be taken back: it changed something
    bool in_stroke() const { return stroking_; }

    PixelBox fill_box(const PixelBox& box, bool erases);
    PixelBox fill_polygon(std::span<const MaskPoint> corners, bool erases);  // closed; by non-zero winding, smooth at its edge
    // What is joined to (x, y) by pixels of which no channel is more than `tolerance` from its own.
    PixelBox flood(const PicturePixels& picture, int x, int y, int tolerance, bool erases);
    PixelBox invert();
    PixelBox clear();
    PixelBox grow(double pixels);  // below 0: shrinks
    PixelBox feather(double sigma);
    PixelBox set(std::span<const uint8_t> pixels);  // of the same size

    bool can_undo() const { return !undo_.empty(); }
    bool can_redo() const { return !redo_.empty(); }
    PixelBox undo();
    PixelBox redo();
    // Bytes that steps may keep; the oldest are forgotten, the last one never.
    void set_step_limit(size_t bytes) { step_limit_ = bytes; }
    size_t step_bytes() const { return step_bytes_; }
    uint64_t version() const { return version_; }  // another one after every change

    static constexpr int tile = 64;  // pixels, the side of what a step keeps

  private:
    struct SavedTile {
        int index = 0;
        uint8_t value = 0;            // of all its pixels, where `pixels` is empty
        std::vector<uint8_t> pixels;  // rows of the tile
    };
    using Step = std::vector<SavedTile>;
    PixelBox box_of(int tile) const;
    SavedTile saved(int tile) const;
    bool is_as_saved(const SavedTile& tile) const;
    void touch(const PixelBox& box);  // before it changes
    bool end_step();
    PixelBox swap(std::deque<Step>& from, std::deque<Step>& to);
    void forget_oldest();
    PixelBox segment(MaskPoint from, double from_radius, MaskPoint to, double to_radius);
    void put(uint8_t& pixel, uint8_t share, bool erases);
    template <class Change>
    PixelBox change_all(const Change& change);

    int width_ = 0, height_ = 0, tiles_wide_ = 0;
    std::vector<uint8_t> pixels_;
    std::vector<uint8_t> touched_;  // a tile each, in the step that is under way
    Step current_;
    std::deque<Step> undo_, redo_;
    size_t step_bytes_ = 0, step_limit_ = size_t{64} << 20;
    uint64_t version_ = 0;
    Brush brush_;
    MaskPoint last_;
    double last_radius_ = 0;
    bool stroking_ = false;
};

}  // namespace imagelab
