#include <algorithm>

#include "core/families/component_files.h"
#include "core/families/sdxl/sdxl_files.h"
#include "core/families/sdxl/sdxl_model.h"
#include "core/weights/detect.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr int clip_vocabulary = 49408;

struct Tokenizer {
    fs::path folder;  // empty: CLIP's own vocabulary
    int pad_token;
};

std::string token_text(const Settings& settings, const std::string& field) {
    if (!settings.has(field)) return {};
    const nlohmann::json& value = settings.json().at(field);
    if (value.is_object() && value.contains("content") && value.at("content").is_string()) return value.at("content").get<std::string>();
    return settings.text(field, "");
}

Tokenizer find_tokenizer(const fs::path& folder, const ClipTextConfig& clip) {
    std::error_code code;
    const bool own = fs::exists(folder / "vocab.json", code) && fs::exists(folder / "merges.txt", code);
    if (!own && clip.vocab_size < clip_vocabulary) {
        throw Error(folder.string() + ": vocab.json and merges.txt are missing, and the text encoder's vocabulary of " +
                    std::to_string(clip.vocab_size) + " is not CLIP's " + std::to_string(clip_vocabulary));
    }
    Tokenizer tokenizer{own ? folder : fs::path(), clip.pad_token};
    std::string pad = token_text(Settings::read_if_there(folder / "special_tokens_map.json"), "pad_token");
    if (pad.empty()) pad = token_text(Settings::read_if_there(folder / "tokenizer_config.json"), "pad_token");
    if (pad.empty() || (!own && pad != "<|endoftext|>" && pad != "!")) return tokenizer;
    if (!own) {
        tokenizer.pad_token = pad == "!" ? 0 : 49407;
    } else if (const auto id = Settings::read(folder / "vocab.json", 64 << 20).id_of(pad)) {
        tokenizer.pad_token = *id;
    } else {
        throw Error(folder.string() + ": the padding token \"" + pad + "\" is not in vocab.json");
    }
    if (tokenizer.pad_token >= clip.vocab_size) {
        throw Error(folder.string() + ": the padding token \"" + pad + "\" has the id " + std::to_string(tokenizer.pad_token) +
                    ", beyond the text encoder's vocabulary of " + std::to_string(clip.vocab_size));
    }
    return tokenizer;
}

void use_tokenizers(SdxlFiles& model, const fs::path& folder) {
    const Tokenizer first = find_tokenizer(folder / "tokenizer", model.text_encoder),
                    second = find_tokenizer(folder / "tokenizer_2", model.text_encoder_2);
    model.tokenizer_dir = first.folder;
    model.tokenizer_2_dir = second.folder;
    model.text_encoder.pad_token = first.pad_token;
    model.text_encoder_2.pad_token = second.pad_token;
}

// What the weights of the text encoders and the UNet tell together.
void detect(SdxlFiles& model, const Settings& unet, const Settings& first, const Settings& second) {
    model.unet = detect_unet(*model.unet_weights, unet);
    model.text_encoder = detect_clip(*model.text_encoder_weights, first, TextEncoder::first);
    model.text_encoder_2 = detect_clip(*model.text_encoder_2_weights, second, TextEncoder::second);
    if (model.unet.time_id_width == 0)
        model.unet.time_id_width = std::max(0, model.unet.addition_width - model.text_encoder_2.projection_width) / 6;
}

bool is_folder(const DiffusersFolder& folder) {
    if (!folder.pipeline.starts_with("StableDiffusionXL")) return folder.pipeline.empty() && folder.transformer.empty();
    const nlohmann::json listed =
        folder.index.json().value("text_encoder", nlohmann::json());  // ["transformers", "CLIPTextModel"], [null, null]
    if (!listed.is_array() || listed.empty() || !listed.front().is_null()) return true;
    throw Error(folder.path.string() + ": this is the SDXL refiner (it has no first text encoder); open the base model");
}

bool is_file(const TensorViews& tensors) {
    return !is_pixart_transformer(tensors);
}

std::shared_ptr<ModelFiles> open_folder(const DiffusersFolder& given, bool own_vae) {
    constexpr const char* all = "text_encoder, text_encoder_2, unet and vae";
    const fs::path& folder = given.path;
    const ComponentFiles unet = open_component(folder, "unet", network_stem, all);
    auto model = std::make_shared<SdxlFiles>();
    std::error_code code;
    if (own_vae || fs::is_directory(folder / "vae", code)) take_vae(*model, open_component(folder, "vae", network_stem, all));
    const ComponentFiles first = open_component(folder, "text_encoder", encoder_stem, all),
                         second = open_component(folder, "text_encoder_2", encoder_stem, all);
    model->unet_weights = map_of(unet.weights.tensors, unet.weights);
    model->text_encoder_weights = map_of(canonical_clip(first.weights.tensors), first.weights);
    model->text_encoder_2_weights = map_of(canonical_clip(second.weights.tensors), second.weights);
    detect(*model, unet.config, first.config, second.config);
    use_tokenizers(*model, folder);
    model->force_zeros_for_empty_prompt = given.index.flag("force_zeros_for_empty_prompt", true);
    model->noise = folder_schedule(folder);
    return model;
}

std::shared_ptr<ModelFiles> open_file(const fs::path& path, const OpenedWeights& file, bool own_vae) {
    SdxlTensors parts = split_sdxl_single_file(file.tensors);
    if (parts.vae.empty() && own_vae)
        throw Error(path.string() +
                    ": the checkpoint has no VAE (tensors first_stage_model.*); name one with --vae, or open a version with one");
    if (parts.text_encoder.empty())
        throw Error(path.string() +
                    ": the checkpoint has no first text encoder (tensors conditioner.embedders.0.transformer.*); open a complete version");
    auto model = std::make_shared<SdxlFiles>();
    model->unet_weights = map_of(std::move(parts.unet), file);
    model->text_encoder_weights = map_of(std::move(parts.text_encoder), file);
    model->text_encoder_2_weights = map_of(std::move(parts.text_encoder_2), file);
    detect(*model, {}, {}, {});
    if (!parts.vae.empty()) {
        model->vae_weights = map_of(std::move(parts.vae), file);
        model->vae = detect_vae(*model->vae_weights, {});
    }
    model->noise = detect_noise_schedule(file);
    if (std::min(model->text_encoder.vocab_size, model->text_encoder_2.vocab_size) < clip_vocabulary)
        use_tokenizers(*model, path.parent_path());
    return model;
}

std::unique_ptr<DiffusionModel> make(Device& device, std::shared_ptr<const ModelFiles> files, DType dtype, int64_t memory_budget) {
    return std::make_unique<SdxlModel>(device, std::static_pointer_cast<const SdxlFiles>(std::move(files)), dtype, memory_budget);
}

}  // namespace

const Family sdxl_family{"sdxl", {30, 5.0, SamplerKind::euler}, false, is_folder, is_file, open_folder, open_file, make};

}  // namespace imagelab
