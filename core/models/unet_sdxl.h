#pragma once
#include <string>

#include "core/graph/graph.h"
#include "core/models/configs.h"
#include "core/models/unet_blocks.h"

namespace imagelab {

// The denoising network of SDXL (Podell et al. 2023), equal to diffusers' UNet2DConditionModel with text_time additions.
// Inputs, f32. Per step: "latents" [batch, latent_h, latent_w, in_channels], "timestep" [batch]. Per prompt: "context"
// [batch, tokens, context_width], "pooled" [batch, addition_width - time_ids * time_id_width], "time_ids" [batch, time_ids].
// A configuration that reads a mask takes its in_channels in three parts: "latents" [.., out_channels], and per prompt "mask" [.., 1], 1
// where it paints, and "masked_latents" [.., out_channels]: diffusers' StableDiffusionXLInpaintPipeline. Output: "noise" [batch, latent_h,
// latent_w, out_channels]. Sides need not divide by the network's scale: an up block grows to its skip.
// `controls` are traced into the same graph (core/models/control_net.h), so that what they add never leaves the device. `references` stand
// beside the text (core/models/reference.h). `guidance`: self attention of the middle block for the images at the batch's end (the layers
// of diffusers' StableDiffusionXLPAGPipeline); per prompt, f32, where it asks for them: "free_u" [4] (backbone and skip of the first up
// block, then of the second), "unwanted" [batch, tokens, context_width] and "unwanted_scale" [1], "regions.shares" [1, latent_h, latent_w,
// 1 + regions] and "regions.<i>.context" [batch, tokens, context_width] (core/nn/transformer.h).
// `reuse`: the deep features are [batch, latent_h, latent_w, channels]; all other inputs are there, read or not.
// Throws Error where the lists of the configuration differ in length, and where controls stand beside what is reused.
void trace_unet(Graph& graph, const UnetConfig& config, int batch, int latent_h, int latent_w, int tokens,
                const std::vector<ControlNetConfig>& controls = {}, const std::vector<ReferenceConfig>& references = {},
                const UnetGuidance& guidance = {}, Reuse reuse = Reuse::none);

std::string region_input(int region);  // "regions.0.context"

// The inputs above, appended to a graph.
UnetInputs unet_inputs(Graph& graph, const UnetConfig& config, int batch, int latent_h, int latent_w, int tokens);

}  // namespace imagelab
