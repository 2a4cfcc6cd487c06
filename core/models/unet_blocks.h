#pragma once
// SDXL's UNet (Podell et al. 2023) on the way down and in its middle: what a ControlNet has copies of (Zhang et al. 2023).
#include <string>
#include <vector>

#include "core/graph/tensor.h"
#include "core/models/configs.h"
#include "core/nn/transformer.h"

namespace imagelab {

// f32. Per step: latents [b, h, w, in_channels], timestep [b]. Per prompt: context [b, tokens, context_width], pooled [b, addition_width -
// time_ids * time_id_width], time_ids [b, time_ids].
struct UnetInputs {
    Tensor latents, timestep, context, pooled, time_ids;
    Tensor types = {};  // of a ControlNet-Union, per prompt: [b, control_types], 1 for the kind of its picture
};

// Images are NHWC. `prefix` stands before the name of every weight; `beside` beside the context of every transformer.
class UnetBlocks {
  public:
    UnetBlocks(const UnetConfig& config, const UnetInputs& inputs, std::string prefix = {}, nn::TextBeside beside = {});

    Tensor conv_in() const;  // of the latents
    // Every image on the way down, the first being x: all are kept for the way up, and the last goes into the middle.
    // `added`: what is added to each before it goes on, where there is something (an empty tensor: nothing).
    std::vector<Tensor> down(Tensor x, const std::vector<Tensor>& added = {}) const;
    Tensor middle(Tensor x, const nn::SelfAttentionGuidance& self = {}) const;
    Tensor resnet(Tensor x, const std::string& name, int channels) const;
    Tensor transformer(Tensor x, const std::string& name, int layers, size_t level,
                       const nn::SelfAttentionGuidance& self = {}) const;  // no layers: x

  private:
    void down_block(size_t level, std::vector<Tensor>& images, const std::vector<Tensor>& added) const;

    const UnetConfig& config_;
    Tensor latents_, context_;
    Tensor time_;  // [b, 4 channels[0]], activated
    std::string prefix_;
    nn::TextBeside beside_;
};

}  // namespace imagelab
