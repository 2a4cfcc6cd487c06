#pragma once
// A large picture through the autoencoder in tiles that overlap and are blended, so that what it needs hardly grows with the picture: as
// large as those of a hires pass that draws in tiles, else as memory allows.
//
// It is the same picture as at once, but for roundings at the tiles' edges. What works at the latents' size, with the attention, sees all of
// them. Of the rest each tile goes by itself, its group norms by the means and squares of the whole. Those are not known before all tiles
// went through the norms before them, so tiles go through several times: at first by what each measures itself, then by what all measured
// together, and where that moved what they measure, once more to correct it.
#include <functional>
#include <span>
#include <vector>

#include "core/image/tiles.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/resolved.h"
#include "core/pipelines/run_models.h"

namespace imagelab {

struct VaeTiles {
    TileAxis across, down;  // latent pixels; one tile: all at once
    int count() const { return across.count() * down.count(); }
    NetworkShape latents() const { return {1, down.side, across.side, 0}; }                                                      // of a tile
    NetworkShape pixels(const VaeConfig& vae) const { return {1, down.side * vae.downscale(), across.side * vae.downscale(), 0}; }
    // Each tile by itself, with norms of its own: one of all, and those of a tiny autoencoder, which has no norms.
    bool apart(const VaeConfig& vae) const { return count() == 1 || vae.tiny(); }
};

// How the networks of a run go over latents of this size, which is its own or that of its hires pass. Compiles what it asks the cost of.
VaeTiles decoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
VaeTiles encoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
// What all of them cost: the memory of the larger part and of what lies between both, the work of the passes that most pictures need.
NetworkCost decoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
NetworkCost encoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);

// As decode_latents and encode_pixels (core/pipelines/latents.h), tile by tile. `progress`: of loading. Tiles that do not go apart give back
// the network's memory before and leave it with what goes over tiles.
std::vector<float> decode_tiles(DiffusionModel& model, std::span<const float> latents, const VaeTiles& tiles,
                                const std::function<void(double)>& progress, const CancelToken& cancel);
Posterior encode_tiles(DiffusionModel& model, std::span<const float> pixels, const VaeTiles& tiles,
                       const std::function<void(double)>& progress, const CancelToken& cancel);

}  // namespace imagelab
