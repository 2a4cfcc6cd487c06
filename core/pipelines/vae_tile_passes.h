#pragma once
// All tiles of a picture through a network whose group norms go by the whole picture (core/nn/tiled_group_norm.h).
//
// What the whole's norms would measure is the root of an equation: each norm's means and squares follow from those before it. Tiles first go
// by their own, then by what all of them measured together; where they measure something else then, once more by their own and how far the
// whole was from that, which is a step of Newton's method with the tiles' own answer to a change in place of the whole's. What is left of
// the error is about its square each time.
#include <functional>
#include <span>
#include <vector>

#include "core/pipelines/vae_tiles.h"

namespace imagelab {

// Where a tile lies among all of them.
struct TilePlace {
    std::vector<float> rows, columns;  // how much of each pixel is the tile's
    size_t left, top;                  // latent pixels
    int row, column;
};

// `scale`: pixels of the shares to a latent pixel.
template <class Work>
void for_each_tile(const VaeTiles& tiles, int scale, const Work& work) {
    for (int row = 0; row < tiles.down.count(); ++row) {
        for (int column = 0; column < tiles.across.count(); ++column)
            work(TilePlace{tile_shares(tiles.down, row, scale), tile_shares(tiles.across, column, scale),
                           static_cast<size_t>(tiles.across.begins[column]), static_cast<size_t>(tiles.down.begins[row]), row, column});
    }
}

// Latent pixels of the whole.
size_t extent(const TileAxis& axis);

// `planes` of [extent(down) * unit, extent(across) * unit, depth]: the tile's part of each, and such a part weighed into them.
std::vector<float> cut_out(std::span<const float> planes, size_t count, const VaeTiles& tiles, size_t unit, size_t depth, const TilePlace& place);
void blend_in(std::vector<float>& planes, std::span<const float> part, size_t count, const VaeTiles& tiles, size_t unit, size_t depth,
              const TilePlace& place);

constexpr int usual_passes = 4;  // of all tiles: by their own norms, by all, to correct, by all

struct TiledNetwork {
    Program& program;
    const VaeTiles& tiles;
    int norms, groups;
    int scale;                                    // pixels of what it gives to a latent pixel
    std::function<void(const TilePlace&)> write;  // its input
    std::function<void()> clear;                  // what was taken is taken again
    std::function<void(const TilePlace&)> take;   // what it gave, into the whole
};
// Throws Error, Cancelled.
void run_tiles(const TiledNetwork& network, const CancelToken& cancel);

}  // namespace imagelab
