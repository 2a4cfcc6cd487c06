#pragma once
// The noise of the pictures of a request, as its noise_source, seed, variation and seed resize say.
#include "core/request/request.h"
#include "core/samplers/rng.h"

namespace imagelab {

// Latents of a picture: so many planes of height x width, and pixels to a place of them.
struct LatentPlanes {
    int channels, height, width, downscale;
};

// request.seed is given.
TorchGenerator picture_generator(const Request& request, int picture);
// Of a start picture's latents: ComfyUI takes the mean of what the encoder says, A1111 draws the spread from elsewhere: either way a
// picture's first draw is its noise. diffusers draws the spread first.
bool takes_the_mean(const Request& request);
// The noise that a picture begins with, [channels, height, width]: the next draw of its generator, turned towards that of variation_seed.
// With seed_resize_from the noise of that size, by a generator of its own, stands in the middle of that draw (A1111 modules/rng.py
// ImageRNG.first).
std::vector<float> first_noise(const Request& request, int picture, TorchGenerator& generator, const LatentPlanes& planes);

}  // namespace imagelab
