#include "core/weights/model_files.h"

#include <algorithm>

#include "core/weights/detect.h"
#include "core/weights/expected.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

OpenedWeights checked(Result<OpenedWeights> opened) {
    if (!opened) throw Error(opened.error());
    const auto counts = [](const std::string& name) {
        return name.ends_with(".weight") || name.ends_with(".bias") || name.ends_with("text_projection");
    };
    const auto& unreadable = opened->unreadable;
    const auto found = std::find_if(unreadable.begin(), unreadable.end(), [&](const auto& item) { return counts(item.first); });
    if (found != unreadable.end()) {
        throw Error(opened->source.string() + ": tensor \"" + found->first + "\" is stored as " + found->second +
                    ", expected F32, F16 or BF16: look for that version of the model");
    }
    return std::move(opened).value();
}

std::shared_ptr<const WeightMap> map_of(TensorViews tensors, const OpenedWeights& from) {
    return std::make_shared<MappedWeights>(std::move(tensors), from.source.string(), from.files);
}

// What the parts must agree on, whatever layout they came in.
void check_parts(ModelFiles& model) {
    const std::string source = model.path.string() + ": ";
    const int context = model.text_encoder.width + model.text_encoder_2.width, pooled = model.text_encoder_2.projection_width;
    if (model.unet.context_width != context) {
        throw Error(source + "the UNet attends to text " + std::to_string(model.unet.context_width) + " wide, the text encoders give " +
                    std::to_string(model.text_encoder.width) + " + " + std::to_string(model.text_encoder_2.width));
    }
    if (model.unet.time_id_width == 0) model.unet.time_id_width = std::max(0, model.unet.addition_width - pooled) / 6;
    if (model.unet.time_id_width < 2 || model.unet.addition_width != pooled + 6 * model.unet.time_id_width) {
        throw Error(source + "tensor \"add_embedding.linear_1.weight\" takes " + std::to_string(model.unet.addition_width) +
                    " values, expected the pooled text's " + std::to_string(pooled) + " and six sizes of equal width" +
                    (model.unet.addition_width == pooled + 5 * 256 ? " (five, as here, make it an SDXL refiner)" : ""));
    }
    if (model.unet.in_channels != model.vae.latent_channels || model.unet.out_channels != model.vae.latent_channels) {
        const bool inpaints = model.unet.in_channels == 2 * model.vae.latent_channels + 1;
        throw Error(source + "the UNet takes " + std::to_string(model.unet.in_channels) + " channels and gives " +
                    std::to_string(model.unet.out_channels) + ", the VAE's latents have " + std::to_string(model.vae.latent_channels) +
                    (inpaints ? ": this is an inpainting model; open the ordinary one" : ""));
    }
}

// ---- diffusers folder ----

void check_pipeline(const fs::path& folder, const Settings& index) {
    const std::string kind = index.text("_class_name", "StableDiffusionXLPipeline");
    if (kind.starts_with("StableDiffusionXL")) {
        const nlohmann::json listed =
            index.json().value("text_encoder", nlohmann::json());  // ["transformers", "CLIPTextModel"] or [null, null]
        if (!listed.is_array() || listed.empty() || !listed.front().is_null()) return;
        throw Error(folder.string() + ": this is the SDXL refiner (it has no first text encoder); open the base model");
    }
    std::string named = "a " + kind;
    if (kind.starts_with("StableDiffusion3")) {
        named = "a Stable Diffusion 3 model";
    } else if (kind.starts_with("StableDiffusion")) {
        named = "a Stable Diffusion 1.x or 2.x model";
    } else if (kind.starts_with("Flux")) {
        named = "a Flux model";
    } else if (kind.starts_with("PixArt")) {
        named = "a PixArt model";
    }
    throw Error(folder.string() + ": this is " + named + " (model_index.json says " + kind + "); Image Lab runs SDXL");
}

struct Component {
    Settings config;
    OpenedWeights weights;
};

Component open_component(const fs::path& folder, const char* name, const char* stem) {
    std::error_code code;
    const fs::path place = folder / name;
    if (!fs::is_directory(place, code))
        throw Error(folder.string() + ": the folder " + name +
                    " is missing, expected text_encoder, text_encoder_2, unet and vae; is it still downloading?");
    return {Settings::read(place / "config.json"), checked(open_weight_folder(place, stem))};
}

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
    if (!own && clip.vocab_size < 49408) {
        throw Error(folder.string() + ": vocab.json and merges.txt are missing, and the text encoder's vocabulary of " +
                    std::to_string(clip.vocab_size) + " is not CLIP's 49408");
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

void use_tokenizers(ModelFiles& model, const fs::path& folder) {
    const Tokenizer first = find_tokenizer(folder / "tokenizer", model.text_encoder),
                    second = find_tokenizer(folder / "tokenizer_2", model.text_encoder_2);
    model.tokenizer_dir = first.folder;
    model.tokenizer_2_dir = second.folder;
    model.text_encoder.pad_token = first.pad_token;
    model.text_encoder_2.pad_token = second.pad_token;
}

ModelFiles open_folder(const fs::path& folder) {
    std::error_code code;
    const fs::path index_path = folder / "model_index.json";
    if (!fs::exists(index_path, code) && !fs::is_directory(folder / "unet", code)) {
        throw Error(folder.string() + ": there is no model_index.json, expected a diffusers folder or a .safetensors file");
    }
    const Settings index = Settings::read_if_there(index_path);
    check_pipeline(folder, index);
    Component unet = open_component(folder, "unet", "diffusion_pytorch_model"),
              vae = open_component(folder, "vae", "diffusion_pytorch_model");
    Component first = open_component(folder, "text_encoder", "model"), second = open_component(folder, "text_encoder_2", "model");
    const fs::path absolute = fs::weakly_canonical(folder, code);
    ModelFiles model{.path = folder, .name = absolute.filename().string(), .kind = "sdxl", .layout = "diffusers folder"};
    model.unet_weights = map_of(unet.weights.tensors, unet.weights);
    model.vae_weights = map_of(canonical_vae(vae.weights.tensors), vae.weights);
    model.text_encoder_weights = map_of(canonical_clip(first.weights.tensors), first.weights);
    model.text_encoder_2_weights = map_of(canonical_clip(second.weights.tensors), second.weights);
    model.unet = detect_unet(*model.unet_weights, unet.config);
    model.vae = detect_vae(*model.vae_weights, vae.config);
    model.text_encoder = detect_clip(*model.text_encoder_weights, first.config, TextEncoder::first);
    model.text_encoder_2 = detect_clip(*model.text_encoder_2_weights, second.config, TextEncoder::second);
    use_tokenizers(model, folder);
    const fs::path scheduler = folder / "scheduler" / "scheduler_config.json";
    if (!fs::exists(scheduler, code))
        throw Error(folder.string() + ": scheduler/scheduler_config.json is missing; is it still downloading?");
    Result<NoiseScheduleConfig> noise = noise_schedule_from_json(Settings::read(scheduler).json());
    if (!noise) throw Error(scheduler.string() + ": " + noise.error());
    model.noise = *noise;
    model.force_zeros_for_empty_prompt = index.flag("force_zeros_for_empty_prompt", true);
    return model;
}

// ---- single file ----

ModelFiles open_single_file(const fs::path& path) {
    const OpenedWeights file = checked(open_weight_file(path));
    if (const std::string other = describe_other_model(file.tensors); !other.empty()) throw Error(path.string() + ": " + other);
    SdxlTensors parts = split_sdxl_single_file(file.tensors);
    if (parts.vae.empty())
        throw Error(path.string() + ": the checkpoint has no VAE (tensors first_stage_model.*); open a version with one");
    if (parts.text_encoder.empty())
        throw Error(path.string() +
                    ": the checkpoint has no first text encoder (tensors conditioner.embedders.0.transformer.*); open a complete version");
    ModelFiles model{.path = path, .name = path.stem().string(), .kind = "sdxl", .layout = "single file"};
    model.unet_weights = map_of(std::move(parts.unet), file);
    model.vae_weights = map_of(std::move(parts.vae), file);
    model.text_encoder_weights = map_of(std::move(parts.text_encoder), file);
    model.text_encoder_2_weights = map_of(std::move(parts.text_encoder_2), file);
    model.unet = detect_unet(*model.unet_weights, {});
    model.vae = detect_vae(*model.vae_weights, {});
    model.text_encoder = detect_clip(*model.text_encoder_weights, {}, TextEncoder::first);
    model.text_encoder_2 = detect_clip(*model.text_encoder_2_weights, {}, TextEncoder::second);
    model.noise = detect_noise_schedule(file);
    if (model.text_encoder.vocab_size < 49408 || model.text_encoder_2.vocab_size < 49408) use_tokenizers(model, path.parent_path());
    return model;
}

// ---- a VAE of its own ----

void use_vae(ModelFiles& model, const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error(path.string() + ": there is no such VAE, expected a .safetensors file or a diffusers folder");
    const bool folder = fs::is_directory(path, code);
    const fs::path place = folder && fs::is_directory(path / "vae", code) ? path / "vae" : path;
    const OpenedWeights file = checked(folder ? open_weight_folder(place, "diffusion_pytorch_model") : open_weight_file(path));
    TensorViews tensors = file.tensors;
    const bool whole =
        std::any_of(tensors.begin(), tensors.end(), [](const auto& item) { return item.first.starts_with("first_stage_model."); });
    if (!whole && tensors.contains("encoder.down.0.block.0.conv1.weight")) {
        TensorViews prefixed;
        for (auto& [name, view] : tensors) prefixed.emplace("first_stage_model." + name, view);
        tensors = std::move(prefixed);
    }
    if (whole || tensors.contains("first_stage_model.encoder.down.0.block.0.conv1.weight"))
        tensors = split_sdxl_single_file(tensors).vae;
    else
        tensors = canonical_vae(tensors);
    const VaeConfig own = model.vae;
    model.vae_weights = map_of(std::move(tensors), file);
    const Settings config = Settings::read_if_there(folder ? place / "config.json" : fs::path(path).replace_extension(".json"));
    model.vae = detect_vae(*model.vae_weights, config);
    if (model.vae.downscale() != own.downscale()) {
        throw Error(path.string() + ": this VAE shrinks pictures " + std::to_string(model.vae.downscale()) + " times, the model's own " +
                    std::to_string(own.downscale()) + " times: choose a VAE made for this model");
    }
    model.vae_path = path;
}

}  // namespace

Result<ModelFiles> open_model(const fs::path& path, const fs::path& vae) {
    try {
        std::error_code code;
        if (path.empty()) return Failure{"no model was named, expected a diffusers folder or a .safetensors file"};
        if (!fs::exists(path, code)) return Failure{path.string() + ": there is no such file or folder"};
        const bool folder = fs::is_directory(path, code), index = path.filename() == "model_index.json";
        ModelFiles model = folder  ? open_folder(path)
                           : index ? open_folder(path.parent_path().empty() ? "." : path.parent_path())
                                   : open_single_file(path);
        if (!vae.empty()) use_vae(model, vae);
        check_parts(model);
        if (auto complete = check_complete(model); !complete) return Failure{complete.error()};
        return model;
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
