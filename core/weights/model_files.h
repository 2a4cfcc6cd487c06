#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/models/configs.h"
#include "core/samplers/noise_schedule.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

enum class ModelKind { sdxl, pixart };
std::string_view model_kind_name(ModelKind kind);  // "sdxl", "pixart"

// A model on disk, opened but not read: configurations and mapped weights of each component, under canonical names.
struct ModelFiles {
    std::filesystem::path path, vae_path;  // vae_path: of a VAE that is not the model's own
    std::string name;                      // file stem or folder name, for people
    ModelKind kind = ModelKind::sdxl;
    std::string layout;  // "diffusers folder", "single file"
    VaeConfig vae;
    NoiseScheduleConfig noise;
    std::shared_ptr<const WeightMap> vae_weights;
    std::filesystem::path tokenizer_dir;  // vocab.json and merges.txt, spiece.model, or tokenizer.json; empty: the published vocabulary

    // sdxl
    ClipTextConfig text_encoder, text_encoder_2;
    UnetConfig unet;
    std::shared_ptr<const WeightMap> text_encoder_weights, text_encoder_2_weights, unet_weights;
    std::filesystem::path tokenizer_2_dir;
    bool force_zeros_for_empty_prompt = true;

    // pixart
    T5Config t5;
    PixartConfig transformer;
    std::shared_ptr<const WeightMap> t5_weights, transformer_weights;
    int caption_tokens = 300;  // 120: PixArt-alpha

    int sample_size() const;  // latent side the model was made for
    struct Component {
        std::string name;  // of its folder
        std::shared_ptr<const WeightMap> weights;
    };
    std::vector<Component> components() const;
};

// A diffusers folder or an original single file. SDXL: a checkpoint (of any format that WeightFile reads; with a vocabulary smaller than
// CLIP's, tokenizer and tokenizer_2 are looked for beside it). PixArt: the transformer, with T5 (text_encoder/ or t5*.safetensors), the VAE
// (vae/ or *vae*.safetensors) and perhaps tokenizer/ beside it, or T5 and VAE where ComfyUI and Forge keep them (../text_encoders, ../clip,
// ../vae). Reads headers and configurations only: milliseconds for a file of any size. The message of a failure names the file, the tensor,
// what was found and what was expected. `vae`: a VAE to use instead of the model's own, a file (diffusers' or the original names) or a
// folder with config.json.
Result<ModelFiles> open_model(const std::filesystem::path& path, const std::filesystem::path& vae = {});

}  // namespace imagelab
