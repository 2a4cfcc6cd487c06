#pragma once
#include <string>

#include "core/graph/tensor.h"
#include "core/ops/ops.h"

namespace imagelab::nn {

// A convolution with padding of half its kernel to channels * factor^2 channels, each group of which becomes factor x factor pixels of one
// (sub-pixel convolution, Shi et al. 2016): x [b, h, w, c] -> [b, h * factor, w * factor, channels]. Weights as torch has them before its
// PixelShuffle.
Tensor sub_pixel_convolution(Tensor x, const std::string& name, int64_t channels, int kernel, int factor, ops::Bias bias = ops::Bias::yes);

// Channels [row, column, channel] of each pixel become factor x factor pixels: x [b, h, w, factor^2 * channels].
Tensor pixels_of_places(Tensor x, int64_t channels, int factor);

// torch's PixelShuffle alone, of channels * factor^2 channels that something else gave.
Tensor pixel_shuffle(Tensor x, int factor);

// The other way, as torch's PixelUnshuffle: x [b, h, w, c] -> [b, h / factor, w / factor, c * factor^2].
Tensor pixel_unshuffle(Tensor x, int factor);

// x where it is positive, slope * x elsewhere; the second has a slope for each channel, "<name>.weight" (He et al. 2015).
Tensor leaky_relu(Tensor x, float slope);
Tensor parametric_relu(Tensor x, const std::string& name);
Tensor shared_parametric_relu(Tensor x, const std::string& name);  // one slope for all channels

}  // namespace imagelab::nn
