#pragma once
// A variational autoencoder by itself (core/models/vae_kl.h), as a part of a model and beside any.
#include <filesystem>
#include <memory>

#include "core/families/network.h"
#include "core/models/configs.h"

namespace imagelab {

struct AutoencoderFiles {
    std::filesystem::path path;
    VaeConfig config;
    std::shared_ptr<const WeightMap> weights;  // under diffusers' names
};

// A file of weights (a VAE alone under diffusers' or the original names, or a checkpoint, of which only the VAE is taken), or a diffusers
// folder: the VAE's own or the model's. Reads headers only. Throws Error.
AutoencoderFiles open_autoencoder(const std::filesystem::path& path);

// Shapes in latent pixels; memory_budget as core/families/diffusion_model.h.
Network decoder_network(Device& device, const VaeConfig& config, std::shared_ptr<const WeightMap> weights, DType dtype,
                        int64_t memory_budget);
// Shapes in picture pixels.
Network encoder_network(Device& device, const VaeConfig& config, std::shared_ptr<const WeightMap> weights, DType dtype,
                        int64_t memory_budget);

}  // namespace imagelab
