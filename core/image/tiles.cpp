#include "core/image/tiles.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"

namespace imagelab {
namespace {

// How far the second of two neighbours counts at a position of the axis, 0 before their overlap and 1 behind it.
double share_of_second(const TileAxis& axis, int second, double position, int wanted_margin) {
    const double begin = axis.begins[second], end = axis.begins[second - 1] + axis.side;
    const double margin = wanted_margin < 0 ? (end - begin) / 4 : std::min<double>(wanted_margin, (end - begin) / 2);
    const double from = begin + margin, length = end - margin - from;
    if (length <= 0) return position >= (begin + end) / 2 ? 1 : 0;
    return std::clamp((position - from) / length, 0.0, 1.0);
}

}  // namespace

TileAxis tile_axis(int extent, int largest, int overlap, int unit) {
    if (extent < 1 || extent % unit != 0 || overlap < 0 || largest <= overlap || largest / unit < 1)
        throw Error("[tiles] " + std::to_string(extent) + " pixels in tiles of " + std::to_string(largest) + " that share " +
                    std::to_string(overlap) + ", in units of " + std::to_string(unit));
    if (extent <= largest) return {extent, {0}};
    const int most = largest / unit * unit, step = std::max(unit, (most - overlap) / unit * unit);
    const int count = 1 + (extent - most + step - 1) / step;
    // No longer than so many of them need.
    const int side = std::min(most, ((extent + (count - 1) * overlap + count - 1) / count + unit - 1) / unit * unit), free = extent - side;
    TileAxis axis{side, {}};
    for (int i = 0; i < count; ++i) axis.begins.push_back(static_cast<int>(int64_t{free / unit} * i / (count - 1)) * unit);
    return axis;
}

std::vector<float> tile_shares(const TileAxis& axis, int tile, int scale, int margin) {
    std::vector<float> shares(static_cast<size_t>(axis.side) * scale);
    for (size_t i = 0; i < shares.size(); ++i) {
        const double position = axis.begins[tile] + (static_cast<double>(i) + 0.5) / scale;
        // Where three tiles meet, what a neighbour leaves is shared with the one behind it.
        const double here = tile == 0 ? 1 : share_of_second(axis, tile, position, margin);
        const double gone = tile + 1 == axis.count() ? 0 : share_of_second(axis, tile + 1, position, margin);
        shares[i] = static_cast<float>(std::max(0.0, here - gone));
    }
    return shares;
}

}  // namespace imagelab
