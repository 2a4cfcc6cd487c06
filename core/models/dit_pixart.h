#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// The denoising transformer of PixArt-alpha and PixArt-Sigma (Chen et al. 2023, 2024), equal to diffusers' PixArtTransformer2DModel.
// Inputs. Per step: "latents" f32 [batch, latent_h, latent_w, in_channels], "timestep" f32 [1], one for the whole batch. Per prompt:
// "context" f32 [batch, tokens, caption_width], "counts" i32 [batch], how many of its rows are no padding; with size_conditions
// "resolution" f32 [2], height and width, and "aspect_ratio" f32 [1], height over width. Output: "noise" [batch, latent_h, latent_w,
// in_channels]. Throws Error where a side is no multiple of the patch.
// `reuse`: what is kept is [batch, patches, width].
void trace_pixart(Graph& graph, const PixartConfig& config, int batch, int latent_h, int latent_w, int tokens, Reuse reuse = Reuse::none);

}  // namespace imagelab
