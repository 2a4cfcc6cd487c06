#include "core/pipelines/vae_tiles.h"

#include <algorithm>

namespace imagelab {
namespace {

constexpr int memory_sides[] = {256, 192, 128, 96, 64, 48, 32};  // latent pixels, where memory asks for tiles

int64_t memory_for(const ResolvedRequest& resolved, const DiffusionModel& model) {
    const int64_t all = model.device().info().memory_total, asked = resolved.request.memory_budget;
    return asked > 0 ? std::min(asked, all) : all - all / 20;
}

template <class Shape>
VaeTiles tiles_for(const ResolvedRequest& resolved, DiffusionModel& model, Network& network, const NetworkShape& latents, const Shape& shape) {
    if (resolved.hires && resolved.hires->tiles() > 1 && latents == resolved.hires->latents())
        return {resolved.hires->across, resolved.hires->down};
    const VaeTiles whole{tile_axis(latents.width, latents.width, 0), tile_axis(latents.height, latents.height, 0)};
    const int64_t memory = memory_for(resolved, model);
    bool possible = true;
    const auto fits = [&](const VaeTiles& tiles) {
        try {
            return memory <= 0 || network.cost(shape(tiles)).memory.running_bytes() <= memory;
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

NetworkCost of_all(NetworkCost one, int tiles) {
    one.step_flops *= tiles;
    one.int8_flops *= tiles;
    return one;
}

// Where a tile lies in the planes of a larger one.
struct TilePlace {
    const std::vector<float> rows, columns;  // shares
    size_t left, top;
};

template <class Work>
void for_each_tile(const VaeTiles& tiles, int scale, const Work& work) {
    for (int row = 0; row < tiles.down.count(); ++row) {
        for (int column = 0; column < tiles.across.count(); ++column)
            work(TilePlace{tile_shares(tiles.down, row, scale), tile_shares(tiles.across, column, scale),
                       static_cast<size_t>(tiles.across.begins[column]), static_cast<size_t>(tiles.down.begins[row])});
    }
}

size_t extent(const TileAxis& axis) {
    return static_cast<size_t>(axis.begins.back() + axis.side);
}

// `planes` of [extent(down) * unit, extent(across) * unit, depth]: the tile's part of each.
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

}  // namespace

VaeTiles decoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return tiles_for(resolved, model, model.vae_decoder, latents, [](const VaeTiles& tiles) { return tiles.latents(); });
}

VaeTiles encoding_tiles(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    return tiles_for(resolved, model, model.vae_encoder, latents, [&](const VaeTiles& tiles) { return tiles.pixels(model.files().vae); });
}

NetworkCost decoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    const VaeTiles tiles = decoding_tiles(resolved, model, latents);
    return of_all(model.vae_decoder.cost(tiles.latents()), tiles.count());
}

NetworkCost encoding_cost(const ResolvedRequest& resolved, DiffusionModel& model, const NetworkShape& latents) {
    const VaeTiles tiles = encoding_tiles(resolved, model, latents);
    return of_all(model.vae_encoder.cost(tiles.pixels(model.files().vae)), tiles.count());
}

std::vector<float> decode_tiles(DiffusionModel& model, std::span<const float> latents, const VaeTiles& tiles, const CancelToken& cancel) {
    const VaeConfig& vae = model.files().vae;
    const NetworkShape shape = tiles.latents();
    if (tiles.count() == 1) return decode_latents(model, latents, shape.height, shape.width, {}, cancel);
    const auto channels = static_cast<size_t>(vae.latent_channels), unit = static_cast<size_t>(vae.downscale());
    std::vector<float> image(extent(tiles.down) * unit * extent(tiles.across) * unit * 3);
    for_each_tile(tiles, vae.downscale(), [&](const TilePlace& place) {
        const std::vector<float> part = cut_out(latents, channels, tiles, 1, 1, place);
        blend_in(image, decode_latents(model, part, shape.height, shape.width, {}, cancel), 1, tiles, unit, 3, place);
    });
    return image;
}

Posterior encode_tiles(DiffusionModel& model, std::span<const float> pixels, const VaeTiles& tiles,
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

}  // namespace imagelab
