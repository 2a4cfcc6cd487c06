#include "core/pipelines/vae_tile_passes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace imagelab {

size_t extent(const TileAxis& axis) {
    return static_cast<size_t>(axis.begins.back() + axis.side);
}

std::vector<float> cut_out(std::span<const float> planes, size_t count, const VaeTiles& tiles, size_t unit, size_t depth, const TilePlace& place) {
    const size_t wide = extent(tiles.across) * unit, high = extent(tiles.down) * unit, side = static_cast<size_t>(tiles.across.side) * unit,
                 rows = static_cast<size_t>(tiles.down.side) * unit;
    std::vector<float> part;
    part.reserve(count * rows * side * depth);
    for (size_t plane = 0; plane < count; ++plane) {
        for (size_t y = 0; y < rows; ++y) {
            const auto from = planes.begin() + static_cast<std::ptrdiff_t>(((plane * high + place.top * unit + y) * wide + place.left * unit) * depth);
            part.insert(part.end(), from, from + static_cast<std::ptrdiff_t>(side * depth));
        }
    }
    return part;
}

void blend_in(std::vector<float>& planes, std::span<const float> part, size_t count, const VaeTiles& tiles, size_t unit, size_t depth,
              const TilePlace& place) {
    const size_t wide = extent(tiles.across) * unit, high = extent(tiles.down) * unit;
    const float* value = part.data();
    for (size_t plane = 0; plane < count; ++plane) {
        for (size_t y = 0; y < place.rows.size(); ++y) {
            float* to = planes.data() + ((plane * high + place.top * unit + y) * wide + place.left * unit) * depth;
            for (const float column : place.columns)
                for (size_t c = 0; c < depth; ++c) *to++ += place.rows[y] * column * *value++;
        }
    }
}

namespace {

constexpr int most_rounds = 3;           // of going by what all measured
constexpr double settled_within = 0.02;  // of a norm's deviation: how far means and deviations may be from those gone by

// The sum of shares, each pixel counted with one tile (the nearest): how much of an axis a tile stands for.
std::vector<float> own_pixels(const TileAxis& axis, int tile) {
    return tile_shares(axis, tile, 1, axis.side);
}

float sum(const std::vector<float>& shares) {
    return std::accumulate(shares.begin(), shares.end(), 0.0f);
}

// What the group norms of a network measured, as core/nn/tiled_group_norm.h has it: of each the means of its groups, then of their squares.
using Moments = std::vector<float>;
struct Measured {
    std::vector<Moments> tiles;
    Moments whole;
};

size_t values(const TiledNetwork& network) {
    return 2 * static_cast<size_t>(network.norms) * static_cast<size_t>(network.groups);
}

// Norms go by `own` times what they measure plus the tile's `given`.
Measured pass(const TiledNetwork& network, float own, const std::vector<Moments>& given, bool takes, const CancelToken& cancel) {
    Measured measured{{}, Moments(values(network))};
    const VaeTiles& tiles = network.tiles;
    const auto pixels = static_cast<float>(extent(tiles.across) * extent(tiles.down));
    for_each_tile(tiles, network.scale, [&](const TilePlace& place) {
        std::vector<float> rows = own_pixels(tiles.down, place.row);
        const std::vector<float> columns = own_pixels(tiles.across, place.column);
        const float area = sum(rows) * sum(columns);
        for (float& share : rows) share /= area;
        network.write(place);
        network.program.write("rows", std::span<const float>(rows));
        network.program.write("columns", std::span<const float>(columns));
        network.program.write("own", std::span<const float>(&own, 1));
        network.program.write("norms", std::span<const float>(given[measured.tiles.size()]));
        network.program.run(cancel);
        if (takes) network.take(place);
        const Moments& tile = measured.tiles.emplace_back(network.program.read("moments"));
        for (size_t i = 0; i < tile.size(); ++i) measured.whole[i] += tile[i] * (area / pixels);
    });
    return measured;
}

// Whether what was gone by is what was measured.
bool settled(const TiledNetwork& network, const Moments& gone_by, const Moments& measured) {
    const auto groups = static_cast<size_t>(network.groups);
    for (size_t i = 0; i < measured.size(); ++i) {
        if (i / groups % 2 == 1) continue;  // squares, looked at with their means
        const auto deviation = [&](const Moments& of) { return std::sqrt(std::max(0.0, of[i + groups] - double{of[i]} * of[i])); };
        const double within = settled_within * deviation(measured);
        const double mean_is_off = std::abs(double{gone_by[i]} - measured[i]), deviation_is_off = std::abs(deviation(gone_by) - deviation(measured));
        if (!(mean_is_off <= within && deviation_is_off <= within)) return false;
    }
    return true;
}

}  // namespace

void run_tiles(const TiledNetwork& network, const CancelToken& cancel) {
    const auto count = static_cast<size_t>(network.tiles.count());
    Measured measured = pass(network, 1, std::vector(count, Moments(values(network))), false, cancel);
    for (int round = 1;; ++round) {
        const Moments gone_by = measured.whole;
        network.clear();
        measured = pass(network, 0, std::vector(count, gone_by), true, cancel);
        if (round == most_rounds || settled(network, gone_by, measured.whole)) return;
        // What a tile measures now and how far the whole is from it: what one norm moves in those behind it is seen at once, to first order
        // as in the whole.
        std::vector<Moments> given = std::move(measured.tiles);
        for (Moments& tile : given)
            for (size_t i = 0; i < tile.size(); ++i) tile[i] = measured.whole[i] - tile[i];
        measured = pass(network, 1, given, false, cancel);
    }
}

}  // namespace imagelab
