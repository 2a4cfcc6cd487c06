#pragma once
// Convolutional blocks shared by UNets and autoencoders, under diffusers' weight names. Images are NHWC.
#include <functional>
#include <string>

#include "core/graph/tensor.h"

namespace imagelab::nn {

struct ResnetNorm {
    int groups;
    float eps;
};
using NormAndSilu = std::function<Tensor(Tensor x, const std::string& name)>;

// diffusers ResnetBlock2D (He et al. 2016, pre-activation; Ho et al. 2020): x [b, h, w, c] -> [b, h, w, channels]. `time` is the activated
// time embedding [b, e], added after the first convolution; an empty Tensor where the network has none.
Tensor resnet(Tensor x, Tensor time, const std::string& name, int64_t channels, ResnetNorm norm);
Tensor resnet(Tensor x, Tensor time, const std::string& name, int64_t channels, const NormAndSilu& norm);

// silu(group_norm(x)) and a 3x3 convolution: how such a network ends.
Tensor norm_out(Tensor x, const std::string& norm_name, const std::string& conv_name, int64_t channels, ResnetNorm norm);

// "down_blocks.0": a module of a list.
inline std::string indexed(const std::string& name, size_t i) {
    return name + "." + std::to_string(i);
}

// Nearest neighbour to height x width, then a 3x3 convolution "<name>.conv".
Tensor upsampler(Tensor x, const std::string& name, int64_t height, int64_t width);

}  // namespace imagelab::nn
