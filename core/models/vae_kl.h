#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// The variational autoencoder of latent diffusion (Rombach et al. 2022), equal to diffusers' AutoencoderKL. The caller applies
// scaling_factor and shift_factor. Pixels are in [-1, 1]. A config of a tiny autoencoder traces that (core/models/vae_tiny.h).

// Input per step "latents" f32 [batch, h, w, latent_channels]; output "image" [batch, h * downscale, w * downscale, image_channels].
// A part has "features" as its output, or as its input per step; VaePart::pixels is one tile, whose group norms go by the whole picture, with
// the ports of core/nn/tiled_group_norm.h.
void trace_vae_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w, VaePart part = VaePart::all);

// Input per step "image" f32 [batch, height, width, image_channels]; output "moments" [batch, h, w, 2 * latent_channels]: means, then
// log variances (not yet clamped to [-30, 20]). Throws Error where a side is no multiple of downscale. Sides of VaePart::latents are those of
// the features; 
void trace_vae_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width, VaePart part = VaePart::all);

// Group norms of VaePart::pixels.
int vae_decoder_norms(const VaeConfig& config);
int vae_encoder_norms(const VaeConfig& config);

}  // namespace imagelab
