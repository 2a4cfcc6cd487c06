#pragma once
// A large picture through the autoencoder in tiles that overlap and are blended, so that what it needs does not grow with the picture: as
// large as those of a hires pass that draws in tiles, else as memory allows. A tile's norms and its attention see the tile alone, so the
// picture is slightly another one, without an edge where tiles meet.
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
};

// How the networks of a run go over latents of this size, which is its own or that of its hires pass. Compiles what it asks the cost of.
VaeTiles decoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
VaeTiles encoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
// What all of them cost: the memory of one, the work of each.
NetworkCost decoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);
NetworkCost encoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents);

// As decode_latents and encode_pixels (core/pipelines/latents.h), tile by tile.
std::vector<float> decode_tiles(DiffusionModel& model, std::span<const float> latents, const VaeTiles& tiles, const CancelToken& cancel);
Posterior encode_tiles(DiffusionModel& model, std::span<const float> pixels, const VaeTiles& tiles,
                       const std::function<void(double)>& progress, const CancelToken& cancel);

}  // namespace imagelab
