#pragma once
// The noise of the pictures of a request, as its noise_source, seed and variation say.
#include "core/request/request.h"
#include "core/samplers/rng.h"

namespace imagelab {

// request.seed is given.
TorchGenerator picture_generator(const Request& request, int picture);
// The noise that a picture begins with, [channels, height, width]: the next draw of its generator, turned towards that of variation_seed.
std::vector<float> first_noise(const Request& request, int picture, TorchGenerator& generator, int channels, int height, int width);

}  // namespace imagelab
