#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/models/configs.h"
#include "core/samplers/noise_schedule.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// An SDXL model on disk, opened but not read: configurations and mapped weights of each component, under canonical names.
struct ModelFiles {
    std::filesystem::path path, vae_path;  // vae_path: of a VAE that is not the model's own
    std::string name;                      // file stem or folder name, for people
    std::string kind;                      // "sdxl"
    std::string layout;                    // "diffusers folder", "single file"
    ClipTextConfig text_encoder, text_encoder_2;
    UnetConfig unet;
    VaeConfig vae;
    NoiseScheduleConfig noise;
    std::shared_ptr<const WeightMap> text_encoder_weights, text_encoder_2_weights, unet_weights, vae_weights;
    std::filesystem::path tokenizer_dir, tokenizer_2_dir;  // hold vocab.json and merges.txt; empty: CLIP's own vocabulary
    bool force_zeros_for_empty_prompt = true;
};

// A diffusers folder or an original single-file checkpoint (.safetensors; with a vocabulary smaller than CLIP's, tokenizer and tokenizer_2
// are looked for beside it). Reads headers and configurations only: milliseconds for a file of any size. The message of a failure names the
// file, the tensor, what was found and what was expected.
// `vae`: a VAE to use instead of the model's own, a .safetensors file (diffusers' or the original names) or a folder with config.json.
Result<ModelFiles> open_model(const std::filesystem::path& path, const std::filesystem::path& vae = {});

}  // namespace imagelab
