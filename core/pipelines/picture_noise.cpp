#include "core/pipelines/picture_noise.h"

#include <algorithm>

#include "core/request/picture_seed.h"
#include "core/samplers/variation.h"

namespace imagelab {
namespace {

size_t count_of(const LatentPlanes& planes) {
    return static_cast<size_t>(planes.channels) * static_cast<size_t>(planes.height) * static_cast<size_t>(planes.width);
}

std::vector<float> drawn_noise(const Request& request, int picture, TorchGenerator& generator, const LatentPlanes& planes) {
    std::vector<float> noise = generator.randn(count_of(planes));
    if (request.variation_strength == 0) return noise;
    const uint64_t seed = request_of_picture(request, picture).variation_seed.value();
    return varied_noise(noise, generator.like(seed).randn(noise.size()), request.variation_strength, planes.height, planes.width);
}

// How one axis of the noise comes to lie on that of the picture: what is longer on either side is left out.
struct Overlap {
    Overlap(int from, int to) {
        const int room = to - from, before = room >= 0 ? room / 2 : -((1 - room) / 2);  // rounded down, as Python does
        there = std::max(before, 0), here = std::max(-before, 0);
        length = before >= 0 ? from : from + 2 * before;
    }
    int there, here, length;  // where it begins in the picture's and in its own, and how much of it is put
};

void put_into_the_middle(std::span<const float> noise, const LatentPlanes& from, std::span<float> whole, const LatentPlanes& to) {
    const Overlap rows(from.height, to.height), columns(from.width, to.width);
    for (int channel = 0; channel < to.channels; ++channel) {
        for (int row = 0; row < rows.length; ++row) {
            const size_t here = (static_cast<size_t>(channel) * from.height + rows.here + row) * from.width + columns.here,
                         there = (static_cast<size_t>(channel) * to.height + rows.there + row) * to.width + columns.there;
            for (size_t i = 0; i < static_cast<size_t>(std::max(columns.length, 0)); ++i) whole[there + i] = noise[here + i];
        }
    }
}

}  // namespace

TorchGenerator picture_generator(const Request& request, int picture) {
    const uint64_t seed = seed_of_picture(request, picture).value();
    switch (request.noise_source) {
        case NoiseSource::cpu:
            return TorchGenerator(seed);
        case NoiseSource::nv:
            return TorchGenerator(seed, {.engine = NoiseDraw::Engine::philox});
        case NoiseSource::comfy:
            return TorchGenerator(seed, {.part = picture, .parts = request.batch, .steps_apart = true});
    }
    throw Error("[noise] unknown source");
}

bool takes_the_mean(const Request& request) {
    return request.noise_source == NoiseSource::comfy || request.like != LikeProgram::diffusers;
}

std::vector<float> first_noise(const Request& request, int picture, TorchGenerator& generator, const LatentPlanes& planes) {
    const SeedSize& resized = request.seed_resize_from;
    const LatentPlanes from{planes.channels, resized.height / planes.downscale, resized.width / planes.downscale, planes.downscale};
    const bool own_size = from.height < 1 || from.width < 1 || (from.height == planes.height && from.width == planes.width);
    if (own_size) return drawn_noise(request, picture, generator, planes);
    TorchGenerator again = picture_generator(request, picture);
    const std::vector<float> noise = drawn_noise(request, picture, again, from);
    std::vector<float> whole = generator.randn(count_of(planes));
    put_into_the_middle(noise, from, whole, planes);
    return whole;
}

}  // namespace imagelab
