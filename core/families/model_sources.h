#pragma once
// Which files a model is made of: its own, and those that stand in for parts of it.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace imagelab {

// Paths of files of weights or of folders; empty: the model's own.
struct ModelSources {
    std::filesystem::path model, vae = {};
    std::filesystem::path unet = {}, text_encoder = {}, text_encoder_2 = {}, tokenizer = {}, tokenizer_2 = {};
    // VAEs blended with that VAE, which keeps what their shares leave of 1.
    std::vector<std::pair<std::filesystem::path, double>> vae_mix = {};

    bool own_vae() const { return vae.empty(); }
    // Those that are given, by the names of their fields; the model first.
    std::vector<std::pair<std::string, std::filesystem::path>> named() const;
};

}  // namespace imagelab
