#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// The variational autoencoder of latent diffusion (Rombach et al. 2022), equal to diffusers' AutoencoderKL. The caller applies
// scaling_factor and shift_factor. Pixels are in [-1, 1]. A config of a tiny autoencoder traces that (core/models/vae_tiny.h).

// Input per step "latents" f32 [batch, h, w, latent_channels]; output "image" [batch, h * downscale, w * downscale, image_channels].
void trace_vae_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w);

// Input per step "image" f32 [batch, height, width, image_channels]; output "moments" [batch, h, w, 2 * latent_channels]: means, then
// log variances (not yet clamped to [-30, 20]). Throws Error where a side is no multiple of downscale.
void trace_vae_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width);

}  // namespace imagelab
