#include "core/pipelines/picture_noise.h"

#include "core/request/picture_seed.h"
#include "core/samplers/variation.h"

namespace imagelab {

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

std::vector<float> first_noise(const Request& request, int picture, TorchGenerator& generator, int channels, int height, int width) {
    std::vector<float> noise = generator.randn(static_cast<size_t>(channels) * static_cast<size_t>(height) * static_cast<size_t>(width));
    if (request.variation_strength == 0) return noise;
    const uint64_t seed = request_of_picture(request, picture).variation_seed.value();
    return varied_noise(noise, generator.like(seed).randn(noise.size()), request.variation_strength, height, width);
}

}  // namespace imagelab
