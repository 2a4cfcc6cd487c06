#pragma once
// T2I-Adapter for SDXL (Mou et al. 2023), equal to diffusers' T2IAdapter of the kind full_adapter_xl: a small network reads the control
// picture once, and its images are added on the UNet's way down and in the middle.
#include <vector>

#include "core/graph/graph.h"
#include "core/graph/tensor.h"
#include "core/models/configs.h"

namespace imagelab {

// What adapters add, all together: to each image that is kept on the way down (an empty tensor: nothing; none at all: an empty list), and
// to the middle's. As diffusers' UNet adds it: behind a level's last transformer, of a level without transformers behind its downsampler.
struct AdapterImages {
    std::vector<Tensor> down;
    Tensor middle = {};
};

// Of those of `controls` that are adapters, each with control_prefix() of its place in the list before its weights and inputs: "picture"
// and "scale" as in core/models/control_net.h. A picture whose sides are no multiples of 16 gets black behind them. Throws Error where an
// image is not of its level's size.
AdapterImages t2i_images(Graph& graph, const UnetConfig& unet, Tensor latents, const std::vector<ControlNetConfig>& controls);

void trace_t2i_adapter(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w);  // outputs "image.N"

}  // namespace imagelab
