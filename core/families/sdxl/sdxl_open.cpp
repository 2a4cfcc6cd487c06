#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/families/component_files.h"
#include "core/families/sdxl/sdxl_files.h"
#include "core/families/sdxl/sdxl_model.h"
#include "core/families/sdxl/sdxl_parts.h"
#include "core/weights/detect.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr int clip_vocabulary = 49408;
constexpr int refiner_time_ids = 5;  // original size, crop corner, aesthetic score (diffusers' requires_aesthetics_score)

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

void use_tokenizer(const fs::path& folder, ClipTextConfig& clip, fs::path& place) {
    const Tokenizer found = find_tokenizer(folder, clip);
    place = found.folder;
    clip.pad_token = found.pad_token;
}

// Those from elsewhere, else the folders beside or in the model; `folder` empty: CLIP's own.
void use_tokenizers(SdxlFiles& model, const fs::path& folder, const ModelSources& sources) {
    const auto use = [&](const fs::path& other, const char* name, ClipTextConfig& clip, fs::path& place) {
        if (!other.empty()) {
            use_tokenizer(tokenizer_folder(other, name), clip, place);
        } else if (!folder.empty()) {
            use_tokenizer(folder / name, clip, place);
        }
    };
    if (!model.only_refines()) use(sources.tokenizer, "tokenizer", model.text_encoder, model.tokenizer_dir);
    use(sources.tokenizer_2, "tokenizer_2", model.text_encoder_2, model.tokenizer_2_dir);
}

// What the weights of the text encoders and the UNet tell together.
void detect(SdxlFiles& model, const Settings& unet, const Settings& first, const Settings& second) {
    const int time_ids = model.unet.time_ids;
    model.unet = detect_unet(*model.unet_weights, unet);
    model.unet.time_ids = time_ids;
    if (!model.only_refines()) model.text_encoder = detect_clip(*model.text_encoder_weights, first, TextEncoder::first);
    model.text_encoder_2 = detect_clip(*model.text_encoder_2_weights, second, TextEncoder::second);
    if (model.unet.time_id_width == 0)
        model.unet.time_id_width = std::max(0, model.unet.addition_width - model.text_encoder_2.projection_width) / time_ids;
}

// What a lone UNet's file marks holds for the model that it makes.
void take_marks(SdxlFiles& model, const OpenedWeights& unet) {
    const NoiseScheduleConfig said = detect_noise_schedule(unet);
    if (said.prediction != NoiseScheduleConfig().prediction) model.noise.prediction = said.prediction;
    if (said.rescale_betas_zero_snr) model.noise.rescale_betas_zero_snr = true;
}

void refuse_first_encoder(const ModelSources& sources) {
    for (const auto& [field, path] : sources.named()) {
        if (field == "text_encoder" || field == "tokenizer")
            throw Error("model." + field + ": the SDXL refiner reads by the second text encoder alone; leave out " + path.string());
    }
}

// The refiner's pipeline lists its first text encoder as [null, null].
bool is_refiner(const DiffusersFolder& folder) {
    const nlohmann::json listed = folder.index.json().value("text_encoder", nlohmann::json());  // ["transformers", "CLIPTextModel"]
    return listed.is_array() && !listed.empty() && listed.front().is_null();
}

bool is_sdxl_folder(const DiffusersFolder& folder) {
    return folder.pipeline.starts_with("StableDiffusionXL") || (folder.pipeline.empty() && folder.transformer.empty());
}

bool is_file(const TensorViews& tensors) {
    return !is_pixart_transformer(tensors);
}

std::shared_ptr<ModelFiles> open_sdxl_folder(const DiffusersFolder& given, const ModelSources& sources) {
    const bool refiner = is_refiner(given);
    if (refiner) refuse_first_encoder(sources);
    const char* all = refiner ? "text_encoder_2, unet and vae" : "text_encoder, text_encoder_2, unet and vae";
    const fs::path& folder = given.path;
    // A part from elsewhere that says nothing of itself is configured as the model's own.
    const auto part = [&](const fs::path& other, const char* name, const char* stem, const auto& open) {
        if (other.empty()) return open_component(folder, name, stem, all);
        ComponentFiles opened = open(other);
        if (!opened.config.given()) opened.config = Settings::read_if_there(folder / name / "config.json");
        return opened;
    };
    const ComponentFiles unet = part(sources.unet, "unet", diffusers_stem, open_unet);
    auto model = std::make_shared<SdxlFiles>();
    std::error_code code;
    if (sources.own_vae() || fs::is_directory(folder / "vae", code)) take_vae(*model, open_component(folder, "vae", diffusers_stem, all));
    const ComponentFiles first = refiner ? ComponentFiles()
                                         : part(sources.text_encoder, "text_encoder", transformers_stem,
                                                [](const fs::path&path) { return open_text_encoder(path, TextEncoder::first); }),
                         second = part(sources.text_encoder_2, "text_encoder_2", transformers_stem,
                                       [](const fs::path&path) { return open_text_encoder(path, TextEncoder::second); });
    model->unet_weights = map_of(unet.weights.tensors, unet.weights);
    if (!refiner) model->text_encoder_weights = map_of(canonical_clip(first.weights.tensors), first.weights);
    model->text_encoder_2_weights = map_of(canonical_clip(second.weights.tensors), second.weights);
    if (given.index.flag("requires_aesthetics_score", false)) model->unet.time_ids = refiner_time_ids;
    detect(*model, unet.config, first.config, second.config);
    use_tokenizers(*model, folder, sources);
    model->force_zeros_for_empty_prompt = given.index.flag("force_zeros_for_empty_prompt", true);
    model->noise = folder_schedule(folder);
    if (!sources.unet.empty()) take_marks(*model, unet.weights);
    return model;
}

std::shared_ptr<ModelFiles> open_sdxl_file(const fs::path& path, const OpenedWeights& file, const ModelSources& sources) {
    SdxlTensors parts = split_sdxl_single_file(file.tensors);
    std::optional<OpenedWeights> marks;  // of a UNet from elsewhere
    const bool refiner = is_sdxl_refiner(file.tensors);
    if (parts.vae.empty() && sources.own_vae())
        throw Error(path.string() +
                    ": the checkpoint has no VAE (tensors first_stage_model.*); name one with --vae, or open a version with one");
    if (refiner) refuse_first_encoder(sources);
    if (parts.text_encoder.empty() && !refiner && sources.text_encoder.empty())
        throw Error(path.string() +
                    ": the checkpoint has no first text encoder (tensors conditioner.embedders.0.transformer.*); open a complete version");
    auto model = std::make_shared<SdxlFiles>();
    Settings unet, first, second;
    const auto part = [&](const fs::path& other, TensorViews& own, Settings& config, const auto& open) {
        if (other.empty()) return map_of(std::move(own), file);
        ComponentFiles opened = open(other);
        config = opened.config;
        if (&config == &unet) marks = opened.weights;
        return map_of(opened.weights.tensors, opened.weights);
    };
    model->unet_weights = part(sources.unet, parts.unet, unet, open_unet);
    if (!refiner)
        model->text_encoder_weights = part(sources.text_encoder, parts.text_encoder, first,
                                           [](const fs::path& each) { return open_text_encoder(each, TextEncoder::first); });
    model->text_encoder_2_weights = part(sources.text_encoder_2, parts.text_encoder_2, second,
                                         [](const fs::path& each) { return open_text_encoder(each, TextEncoder::second); });
    if (refiner) {  // as the published one's model_index.json says
        model->unet.time_ids = refiner_time_ids;
        model->force_zeros_for_empty_prompt = false;
    }
    detect(*model, unet, first, second);
    if (!parts.vae.empty()) {
        model->vae_weights = map_of(std::move(parts.vae), file);
        model->vae = detect_vae(*model->vae_weights, {});
    }
    model->noise = detect_noise_schedule(file);
    if (marks) take_marks(*model, *marks);
    const int first_vocabulary = refiner ? clip_vocabulary : model->text_encoder.vocab_size;
    const bool other_vocabulary = std::min(first_vocabulary, model->text_encoder_2.vocab_size) < clip_vocabulary;
    use_tokenizers(*model, other_vocabulary ? path.parent_path() : fs::path(), sources);
    return model;
}

std::unique_ptr<DiffusionModel> make_sdxl(Device& device, std::shared_ptr<const ModelFiles> files, DType dtype, int64_t memory_budget) {
    return std::make_unique<SdxlModel>(device, std::static_pointer_cast<const SdxlFiles>(std::move(files)), dtype, memory_budget);
}

}  // namespace

const Family sdxl_family{"sdxl",   {30, 5.0, SamplerKind::euler}, false, is_sdxl_folder, is_file, open_sdxl_folder, open_sdxl_file,
                         make_sdxl};

}  // namespace imagelab
