#pragma once
// What several networks that enlarge pictures have in common. Pictures are [1, h, w, c].
#include <string>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab {

// A convolution with padding of half its kernel, each channel by itself where `depthwise`.
Tensor same_conv(Tensor x, const std::string& name, int64_t channels, int kernel = 3, bool biased = true);
Tensor depthwise_conv(Tensor x, const std::string& name, int kernel = 3, bool biased = true);

// The picture about the mean colour of DIV2K times `range`, and back.
Tensor without_mean_colour(Tensor image, float range = 1);
Tensor with_mean_colour(Tensor image, float range = 1);

// What follows a group of transformer blocks: one convolution, or three through a quarter of the channels ("<name>.0", ".2", ".4").
Tensor behind_group(Tensor x, const std::string& name, bool three);

// "conv_before_upsample.0", sub-pixel convolutions "upsample.0", "upsample.2" ... one a factor, "conv_last".
Tensor pixel_shuffle_ending(Tensor x, int64_t features, const std::vector<int>& factors);

// A picture's mean of each channel, [1, 1, 1, c].
Tensor mean_of_channels(Tensor x);

}  // namespace imagelab
