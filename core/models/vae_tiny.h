#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// The tiny autoencoder (TAESD, Bohan 2023), equal to diffusers' AutoencoderTiny: a few convolutions in place of a VAE of 84 million
// weights. Latents are those that the denoiser works on, unscaled; pixels are in [-1, 1]. Ports as core/models/vae_kl.h; it has no
// variance: its log variances are -30.
void trace_tiny_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w);
void trace_tiny_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width);

}  // namespace imagelab
