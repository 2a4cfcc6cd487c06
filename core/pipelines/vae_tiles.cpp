#include "core/pipelines/vae_tiles.h"

#include <algorithm>

#include "core/models/vae_kl.h"
#include "core/pipelines/vae_tile_passes.h"

namespace imagelab {
namespace {

constexpr int memory_sides[] = {256, 192, 128, 96, 64, 48, 32};  // latent pixels, where memory asks for tiles

int64_t memory_for(const ResolvedRequest& resolved, const DiffusionModel& model) {
    const int64_t all = model.device().info().memory_total, asked = resolved.request.memory_budget;
    return asked > 0 ? std::min(asked, all) : all - all / 20;
}

// One of the two ways through an autoencoder.
struct Way {
    Network& network;
    const VaeConfig& vae;
    bool decodes;
    NetworkShape tile(const VaeTiles& tiles) const {
        NetworkShape shape = decodes ? tiles.latents() : tiles.pixels(vae);
        if (!tiles.apart(vae)) shape.part = VaePart::pixels;
        return shape;
    }
    NetworkShape all_latents(NetworkShape latents) const {
        latents.part = VaePart::latents;
        return latents;
    }
};

Way decoding(DiffusionModel& model) {
    return {model.vae_decoder, model.files().vae, true};
}

Way encoding(DiffusionModel& model) {
    return {model.vae_encoder, model.files().vae, false};
}

NetworkCost cost_of(const Way& way, const DiffusionModel& model, const VaeTiles& tiles, const NetworkShape& latents) {
    NetworkCost tile = way.network.cost(way.tile(tiles));
    const double runs = tiles.count() * (tiles.apart(way.vae) ? 1 : usual_passes);
    tile.step_flops *= runs;
    tile.int8_flops *= runs;
    if (tiles.apart(way.vae)) return tile;
    // One part after the other, and between them the features of the whole on the host.
    NetworkCost both = way.network.cost(way.all_latents(latents));
    const int64_t code = both.memory.code_bytes + tile.memory.code_bytes;
    if (both.memory.running_bytes() < tile.memory.running_bytes()) both.memory = tile.memory;
    both.memory.code_bytes = code;
    const int64_t features = int64_t{sizeof(float)} * latents.height * latents.width * way.vae.channels.back();
    (model.device().info().own_memory ? both.memory.host_bytes : both.memory.arena_bytes) += features;
    both.step_flops += tile.step_flops;
    both.int8_flops += tile.int8_flops;
    return both;
}

VaeTiles tiles_for(const ResolvedRequest& resolved, const Way& way, const DiffusionModel& model, const NetworkShape& latents) {
    if (resolved.hires && resolved.hires->tiles() > 1 && latents == resolved.hires->latents())
        return {resolved.hires->across, resolved.hires->down};
    const VaeTiles whole{tile_axis(latents.width, latents.width, 0), tile_axis(latents.height, latents.height, 0)};
    const int64_t memory = memory_for(resolved, model);
    bool possible = true;
    const auto fits = [&](const VaeTiles& tiles) {
        try {
            return memory <= 0 || cost_of(way, model, tiles, latents).memory.running_bytes() <= memory;
        } catch (const Error&) {  // a product of more numbers than a device counts
            return possible = false;
        }
    };
    if (fits(whole)) return whole;
    VaeTiles least = whole;
    for (const int side : memory_sides) {
        if (side >= std::max(latents.width, latents.height)) continue;
        least = {tile_axis(latents.width, side, side / 4), tile_axis(latents.height, side, side / 4)};
        if (fits(least)) return least;
    }
    return possible ? whole : least;  // and the plan says what it lacks
}

NetworkShape all_of(const VaeTiles& tiles) {
    return {1, static_cast<int>(extent(tiles.down)), static_cast<int>(extent(tiles.across)), 0};
}

// The other part's memory is given back first.
Program& only_ready(Network& network, const NetworkShape& shape, const std::function<void(double)>& progress, const CancelToken& cancel) {
    if (!network.loaded_for(shape)) network.unload();
    return network.ready(shape, progress, cancel);
}

std::vector<float> decode_apart(DiffusionModel& model, std::span<const float> latents, const VaeTiles& tiles,
                                const std::function<void(double)>& progress, const CancelToken& cancel) {
    const VaeConfig& vae = model.files().vae;
    const NetworkShape shape = tiles.latents();
    if (tiles.count() == 1) return decode_latents(model, latents, shape.height, shape.width, progress, cancel);
    const auto channels = static_cast<size_t>(vae.latent_channels), unit = static_cast<size_t>(vae.downscale());
    std::vector<float> image(extent(tiles.down) * unit * extent(tiles.across) * unit * 3);
    for_each_tile(tiles, vae.downscale(), [&](const TilePlace& place) {
        const std::vector<float> part = cut_out(latents, channels, tiles, 1, 1, place);
        blend_in(image, decode_latents(model, part, shape.height, shape.width, progress, cancel), 1, tiles, unit, 3, place);
    });
    return image;
}

Posterior encode_apart(DiffusionModel& model, std::span<const float> pixels, const VaeTiles& tiles,
                       const std::function<void(double)>& progress, const CancelToken& cancel) {
    const VaeConfig& vae = model.files().vae;
    const NetworkShape shape = tiles.pixels(vae);
    if (tiles.count() == 1) return encode_pixels(model.vae_encoder, vae, pixels, shape.height, shape.width, progress, cancel);
    const auto channels = static_cast<size_t>(vae.latent_channels), unit = static_cast<size_t>(vae.downscale());
    const size_t all = channels * extent(tiles.down) * extent(tiles.across);
    Posterior posterior{std::vector<float>(all), std::vector<float>(all)};
    for_each_tile(tiles, 1, [&](const TilePlace& place) {
        const std::vector<float> part = cut_out(pixels, 1, tiles, unit, 3, place);
        const Posterior one = encode_pixels(model.vae_encoder, vae, part, shape.height, shape.width, progress, cancel);
        blend_in(posterior.mean, one.mean, channels, tiles, 1, 1, place);
        blend_in(posterior.deviation, one.deviation, channels, tiles, 1, 1, place);
    });
    return posterior;
}

}  // namespace

VaeTiles decoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return tiles_for(resolved, decoding(model), model, latents);
}

VaeTiles encoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return tiles_for(resolved, encoding(model), model, latents);
}

NetworkCost decoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return cost_of(decoding(model), model, decoding_tiles(resolved, model, latents), latents);
}

NetworkCost encoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return cost_of(encoding(model), model, encoding_tiles(resolved, model, latents), latents);
}

std::vector<float> decode_tiles(DiffusionModel& model, std::span<const float> latents, const VaeTiles& tiles,
                                const std::function<void(double)>& progress, const CancelToken& cancel) {
    const Way way = decoding(model);
    if (tiles.apart(way.vae)) return decode_apart(model, latents, tiles, progress, cancel);
    Program& first = only_ready(way.network, way.all_latents(all_of(tiles)), progress, cancel);
    first.write("latents", std::span<const float>(decoder_latents(way.vae, latents)));
    first.run(cancel);
    const std::vector<float> features = first.read("features");
    check_finite(features, "picture decoder");

    Program& program = only_ready(way.network, way.tile(tiles), progress, cancel);
    const auto depth = static_cast<size_t>(way.vae.channels.back()), unit = static_cast<size_t>(way.vae.downscale());
    std::vector<float> image(extent(tiles.down) * unit * extent(tiles.across) * unit * 3);
    run_tiles({.program = program,
               .tiles = tiles,
               .norms = vae_decoder_norms(way.vae),
               .groups = way.vae.norm_groups,
               .scale = way.vae.downscale(),
               .write = [&](const TilePlace& place) {
                    program.write("features", std::span<const float>(cut_out(features, 1, tiles, 1, depth, place)));
                },
               .clear = [&] { std::fill(image.begin(), image.end(), 0.0f); },
               .take = [&](const TilePlace& place) { blend_in(image, program.read("image"), 1, tiles, unit, 3, place); }},
              cancel);
    check_finite(image, "picture decoder");
    return image;
}

Posterior encode_tiles(DiffusionModel& model, std::span<const float> pixels, const VaeTiles& tiles,
                       const std::function<void(double)>& progress, const CancelToken& cancel) {
    const Way way = encoding(model);
    if (tiles.apart(way.vae)) return encode_apart(model, pixels, tiles, progress, cancel);
    Program& program = only_ready(way.network, way.tile(tiles), progress, cancel);
    const auto depth = static_cast<size_t>(way.vae.channels.back()), unit = static_cast<size_t>(way.vae.downscale());
    std::vector<float> features(extent(tiles.down) * extent(tiles.across) * depth);
    run_tiles({.program = program,
               .tiles = tiles,
               .norms = vae_encoder_norms(way.vae),
               .groups = way.vae.norm_groups,
               .scale = 1,
               .write = [&](const TilePlace& place) {
                    program.write("image", std::span<const float>(cut_out(pixels, 1, tiles, unit, 3, place)));
                },
               .clear = [&] { std::fill(features.begin(), features.end(), 0.0f); },
               .take = [&](const TilePlace& place) { blend_in(features, program.read("features"), 1, tiles, 1, depth, place); }},
              cancel);

    Program& last = only_ready(way.network, way.all_latents(all_of(tiles)), progress, cancel);
    last.write("features", std::span<const float>(features));
    last.run(cancel);
    return posterior_of(way.vae, last.read("moments"));
}

}  // namespace imagelab
