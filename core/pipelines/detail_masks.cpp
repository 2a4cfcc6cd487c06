#include "core/pipelines/detail_masks.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

// Whether any (or with `all` each) of the pixels from x - before to x + behind of a line is painted; pixels beyond it do not count.
void spread_line(const uint8_t* from, uint8_t* to, int length, int stride, int before, int behind, bool all) {
    std::vector<int> painted(static_cast<size_t>(length) + 1);
    for (int i = 0; i < length; ++i) painted[static_cast<size_t>(i) + 1] = painted[static_cast<size_t>(i)] + (from[i * stride] != 0);
    for (int i = 0; i < length; ++i) {
        const int first = std::max(0, i - before), last = std::min(length, i + behind + 1);
        const int count = painted[static_cast<size_t>(last)] - painted[static_cast<size_t>(first)];
        to[i * stride] = (all ? count == last - first : count > 0) ? 255 : 0;
    }
}

// As Pillow's ImageDraw.rectangle draws a box: both corners are in it.
GreyImage boxed(const DetectedPart& part, int width, int height) {
    GreyImage mask{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height)};
    const int right = std::min(width - 1, static_cast<int>(part.right)), bottom = std::min(height - 1, static_cast<int>(part.bottom));
    for (int y = static_cast<int>(part.top); y <= bottom; ++y) {
        for (int x = static_cast<int>(part.left); x <= right; ++x) mask.pixels[static_cast<size_t>(y) * width + x] = 255;
    }
    return mask;
}

void merge(std::vector<GreyImage>& masks, bool inverted) {
    for (size_t i = 1; i < masks.size(); ++i) {
        for (size_t p = 0; p < masks[0].pixels.size(); ++p) masks[0].pixels[p] |= masks[i].pixels[p];
    }
    masks.resize(1);
    for (uint8_t& value : masks[0].pixels) value = inverted ? static_cast<uint8_t>(255 - value) : value;
}

}  // namespace

void dilate_mask(GreyImage& mask, int side) {
    if (side == 0) return;
    const int extent = std::abs(side), before = extent / 2, behind = extent - 1 - extent / 2;
    std::vector<uint8_t> rows(mask.pixels.size());
    for (int y = 0; y < mask.height; ++y) {
        const size_t begin = static_cast<size_t>(y) * mask.width;
        spread_line(mask.pixels.data() + begin, rows.data() + begin, mask.width, 1, before, behind, side < 0);
    }
    for (int x = 0; x < mask.width; ++x)
        spread_line(rows.data() + x, mask.pixels.data() + x, mask.height, mask.width, before, behind, side < 0);
}

void move_mask(GreyImage& mask, int right, int up) {
    GreyImage moved{mask.width, mask.height, std::vector<uint8_t>(mask.pixels.size())};
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            const int from_x = x - right, from_y = y + up;
            if (from_x < 0 || from_x >= mask.width || from_y < 0 || from_y >= mask.height) continue;
            moved.pixels[static_cast<size_t>(y) * mask.width + x] = mask.pixels[static_cast<size_t>(from_y) * mask.width + from_x];
        }
    }
    mask = std::move(moved);
}

DetailMasks detail_masks(const DetailUse& use, std::vector<DetectedPart> parts, int width, int height) {
    DetailMasks made;
    std::erase_if(parts, [&](const DetectedPart& part) {
        const double share = part.area() / (static_cast<double>(width) * height);
        return !(use.least <= share && share <= use.most);
    });
    made.found = static_cast<int>(parts.size());
    if (made.found > use.top) {
        std::stable_sort(parts.begin(), parts.end(), [&](const DetectedPart& a, const DetectedPart& b) {
            return use.by == DetailChoice::area ? a.area() > b.area() : a.confidence > b.confidence;
        });
        parts.resize(static_cast<size_t>(use.top));
        made.left_out = made.found - use.top;
    }
    for (DetectedPart& part : parts) {
        GreyImage mask = part.mask.pixels.empty() ? boxed(part, width, height) : part.mask;
        if (use.x != 0 || use.y != 0) move_mask(mask, use.x, use.y);
        dilate_mask(mask, use.dilate);
        if (!bounds(mask)) continue;
        made.masks.push_back(std::move(mask));
        made.parts.push_back(std::move(part));
    }
    if (use.merge == DetailMerge::none || made.masks.empty()) return made;
    merge(made.masks, use.merge == DetailMerge::invert);
    if (!bounds(made.masks.front())) made.masks.clear();
    return made;
}

}  // namespace imagelab
