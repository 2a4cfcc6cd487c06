#pragma once
// IP-Adapter for SDXL (Ye et al. 2023): reference pictures beside a UNet's text, equal to diffusers' load_ip_adapter with ImageProjection
// and IPAdapterPlusImageProjection.
#include <string>
#include <vector>

#include "core/graph/graph.h"
#include "core/models/configs.h"
#include "core/nn/transformer.h"

namespace imagelab {

// The networks that turn what an image encoder says into tokens, under the files' names without "image_proj.". Input, f32, per prompt:
// "embedding" [1, input_width] (core/models/clip_vision.h), of a perceiver "states" [1, states, input_width]. Output "tokens"
// [1, tokens, context_width].
void trace_reference_projection(Graph& graph, const ReferenceProjectionConfig& config, int states);

// The inputs of reference pictures traced into a UNet, f32. Of the `number`th from 0, per prompt: "reference.<number>.tokens"
// [b, tokens, context_width] and, where it has one, "reference.<number>.mask" [1, height, width, 1], mask_scale times the latents' sides;
// per step: "reference.<number>.scale" [b]. The weights of its adapter have the prefix adapter_prefix(). `latents`: their shape, NHWC.
nn::References reference_inputs(Graph& graph, const UnetConfig& unet, const Shape& latents, const std::vector<ReferenceConfig>& references);
std::string reference_prefix(int number);  // "reference.0.", of inputs
std::string adapter_prefix(int adapter);   // "ip_adapter.0.", of weights

// The modules of a UNet's cross attention, in the order in which diffusers counts them and adapters are numbered: the way down, the way up,
// the middle ("down_blocks.1.attentions.0.transformer_blocks.0.attn2"), with the channels of each.
struct CrossAttention {
    std::string name;
    int channels;
};
std::vector<CrossAttention> cross_attentions(const UnetConfig& unet);

}  // namespace imagelab
