#include "core/weights/model_files.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/weights/detect.h"
#include "core/weights/expected.h"
#include "core/weights/keys_pixart.h"
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
                    ", which Image Lab does not read: look for an F16 version of the model");
    }
    return std::move(opened).value();
}

std::shared_ptr<const WeightMap> map_of(TensorViews tensors, const OpenedWeights& from) {
    return std::make_shared<MappedWeights>(std::move(tensors), from.source.string(), from.files);
}

// What the parts must agree on, whatever layout they came in.
void check_pixart_parts(const ModelFiles& model) {
    const std::string source = model.path.string() + ": ";
    if (model.transformer.caption_width != model.t5.width) {
        throw Error(source + "the transformer attends to text " + std::to_string(model.transformer.caption_width) +
                    " wide, the text encoder gives " + std::to_string(model.t5.width));
    }
    if (model.transformer.in_channels != model.vae.latent_channels) {
        throw Error(source + "the transformer takes " + std::to_string(model.transformer.in_channels) +
                    " channels, the VAE's latents have " + std::to_string(model.vae.latent_channels));
    }
}

void check_parts(ModelFiles& model) {
    if (model.kind == ModelKind::pixart) return check_pixart_parts(model);
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

ModelKind pipeline_kind(const fs::path& folder, const Settings& index) {
    const std::string kind = index.text("_class_name", "StableDiffusionXLPipeline");
    if (kind.starts_with("StableDiffusionXL")) {
        const nlohmann::json listed =
            index.json().value("text_encoder", nlohmann::json());  // ["transformers", "CLIPTextModel"] or [null, null]
        if (!listed.is_array() || listed.empty() || !listed.front().is_null()) return ModelKind::sdxl;
        throw Error(folder.string() + ": this is the SDXL refiner (it has no first text encoder); open the base model");
    }
    if (kind == "PixArtSigmaPipeline" || kind == "PixArtAlphaPipeline") return ModelKind::pixart;
    std::string named = "a " + kind;
    if (kind.starts_with("StableDiffusion3")) {
        named = "a Stable Diffusion 3 model";
    } else if (kind.starts_with("StableDiffusion")) {
        named = "a Stable Diffusion 1.x or 2.x model";
    } else if (kind.starts_with("Flux")) {
        named = "a Flux model";
    }
    throw Error(folder.string() + ": this is " + named + " (model_index.json says " + kind + "); Image Lab runs SDXL and PixArt");
}

// Of a folder that holds a transformer and no word of its pipeline.
ModelKind lone_transformer_kind(const fs::path& folder) {
    const std::string kind = Settings::read(folder / "transformer" / "config.json").text("_class_name", "");
    if (kind == "PixArtTransformer2DModel" || kind == "Transformer2DModel") return ModelKind::pixart;
    throw Error(folder.string() + ": there is no model_index.json, and transformer/config.json says " + (kind.empty() ? "nothing" : kind) +
                "; Image Lab runs SDXL and PixArt");
}

struct Component {
    Settings config;
    OpenedWeights weights;
};

// shared: a folder beside this one that may hold it, for the message.
Component open_component(const fs::path& folder, const char* name, const char* stem, const char* all, const char* shared = nullptr) {
    std::error_code code;
    const fs::path place = folder / name;
    if (!fs::is_directory(place, code))
        throw Error(folder.string() + ": the folder " + name + " is missing, expected " + all + "; is it still downloading?" +
                    (shared == nullptr ? "" : std::string(" (it may also lie in ") + shared + " beside this folder)"));
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

NoiseScheduleConfig folder_schedule(const fs::path& folder) {
    std::error_code code;
    const fs::path scheduler = folder / "scheduler" / "scheduler_config.json";
    if (!fs::exists(scheduler, code))
        throw Error(folder.string() + ": scheduler/scheduler_config.json is missing; is it still downloading?");
    Result<NoiseScheduleConfig> noise = noise_schedule_from_json(Settings::read(scheduler).json());
    if (!noise) throw Error(scheduler.string() + ": " + noise.error());
    return *noise;
}

void open_sdxl_folder(const fs::path& folder, const Settings& index, ModelFiles& model) {
    constexpr const char *all = "text_encoder, text_encoder_2, unet and vae", *network = "diffusion_pytorch_model";
    Component unet = open_component(folder, "unet", network, all), vae = open_component(folder, "vae", network, all);
    Component first = open_component(folder, "text_encoder", "model", all), second = open_component(folder, "text_encoder_2", "model", all);
    model.unet_weights = map_of(unet.weights.tensors, unet.weights);
    model.vae_weights = map_of(canonical_vae(vae.weights.tensors), vae.weights);
    model.text_encoder_weights = map_of(canonical_clip(first.weights.tensors), first.weights);
    model.text_encoder_2_weights = map_of(canonical_clip(second.weights.tensors), second.weights);
    model.unet = detect_unet(*model.unet_weights, unet.config);
    model.vae = detect_vae(*model.vae_weights, vae.config);
    model.text_encoder = detect_clip(*model.text_encoder_weights, first.config, TextEncoder::first);
    model.text_encoder_2 = detect_clip(*model.text_encoder_2_weights, second.config, TextEncoder::second);
    use_tokenizers(model, folder);
    model.force_zeros_for_empty_prompt = index.flag("force_zeros_for_empty_prompt", true);
}

constexpr int alpha_caption_tokens = 120;  // PixArt-Sigma has 300
constexpr const char* shared_parts = "pixart_sigma_sdxlvae_T5_diffusers";

// PixArt-Sigma's transformers for other sizes than 1024 pixels are published alone; the parts they share are a folder of their own, which
// may lie beside them.
fs::path with_part(const fs::path& folder, const char* part) {
    std::error_code code;
    const fs::path shared = fs::weakly_canonical(folder, code).parent_path() / shared_parts;
    return !fs::exists(folder / part, code) && fs::exists(shared / part, code) ? shared : folder;
}

// T5's tokenizer of the folder, or the published one where there is none.
void use_t5_tokenizer(ModelFiles& model, const fs::path& folder) {
    constexpr int published_tokens = 32100;
    std::error_code code;
    if (fs::exists(folder / "spiece.model", code) || fs::exists(folder / "tokenizer.json", code)) {
        model.tokenizer_dir = folder;
    } else if (model.t5.vocab_size < published_tokens) {
        throw Error(folder.string() + ": spiece.model is missing, and the text encoder's vocabulary of " +
                    std::to_string(model.t5.vocab_size) + " is not T5's " + std::to_string(published_tokens));
    }
}

void take_t5(ModelFiles& model, const Component& t5) {
    model.t5_weights = map_of(canonical_t5(t5.weights.tensors), t5.weights);
    model.t5 = detect_t5(*model.t5_weights, t5.config);
}

void take_vae(ModelFiles& model, const Component& vae) {
    model.vae_weights = map_of(canonical_vae(vae.weights.tensors), vae.weights);
    model.vae = detect_vae(*model.vae_weights, vae.config);
}

void open_pixart_folder(const fs::path& folder, const Settings& index, ModelFiles& model) {
    constexpr const char *all = "text_encoder, transformer and vae", *network = "diffusion_pytorch_model";
    const Component transformer = open_component(folder, "transformer", network, all);
    model.transformer_weights = map_of(transformer.weights.tensors, transformer.weights);
    model.transformer = detect_pixart(*model.transformer_weights, transformer.config);
    take_vae(model, open_component(with_part(folder, "vae"), "vae", network, all, shared_parts));
    take_t5(model, open_component(with_part(folder, "text_encoder"), "text_encoder", "model", all, shared_parts));
    use_t5_tokenizer(model, with_part(folder, "tokenizer") / "tokenizer");
    if (index.text("_class_name", "") == "PixArtAlphaPipeline") model.caption_tokens = alpha_caption_tokens;
}

ModelFiles open_folder(const fs::path& folder) {
    std::error_code code;
    const fs::path index_path = folder / "model_index.json";
    const bool unet = fs::is_directory(folder / "unet", code), transformer = fs::exists(folder / "transformer" / "config.json", code);
    if (!fs::exists(index_path, code) && !unet && !transformer) {
        throw Error(folder.string() + ": there is no model_index.json, expected a diffusers folder or a .safetensors file");
    }
    const Settings index = Settings::read_if_there(index_path);
    const fs::path absolute = fs::weakly_canonical(folder, code);
    const bool transformer_alone = !index.given() && !unet;
    ModelFiles model{.path = folder,
                     .name = absolute.filename().string(),
                     .kind = transformer_alone ? lone_transformer_kind(folder) : pipeline_kind(folder, index),
                     .layout = "diffusers folder"};
    model.kind == ModelKind::pixart ? open_pixart_folder(folder, index, model) : open_sdxl_folder(folder, index, model);
    model.noise = folder_schedule(model.kind == ModelKind::pixart ? with_part(folder, "scheduler") : folder);
    return model;
}

// ---- single file ----

// PixArt-Sigma's and -alpha's training schedule, sampled as their pipelines do (DPMSolverMultistepScheduler's defaults).
NoiseScheduleConfig pixart_schedule() {
    NoiseScheduleConfig noise;
    noise.beta_start = 0.0001;
    noise.beta_end = 0.02;
    noise.betas = NoiseScheduleConfig::Betas::linear;
    noise.timestep_spacing = NoiseScheduleConfig::TimestepSpacing::linspace;
    noise.steps_offset = 0;
    noise.set_alpha_to_one = true;
    return noise;
}

// A part of PixArt that lies beside its transformer: a folder of diffusers, or a file as ComfyUI's and Forge's users keep it, beside the
// transformer or in the folder of such parts beside its folder.
struct PartBeside {
    const char *folder, *stem;
    std::string_view begins, holds;      // of the file's name, lower case
    std::vector<const char*> elsewhere;  // folders beside the transformer's
    std::string_view holds_elsewhere;    // parts of other models lie there, too
    const char* what;
};

const PartBeside t5_beside{"text_encoder",
                           "model",
                           "t5",
                           "",
                           {"text_encoders", "text_encoder", "clip", "t5"},
                           "xxl",
                           "T5 (a folder text_encoder or a file t5*.safetensors)"};
const PartBeside sigma_vae_beside{"vae",
                                  "diffusion_pytorch_model",
                                  "",
                                  "vae",
                                  {"vae", "VAE"},
                                  "sdxl",
                                  "its VAE (a folder vae or a file *vae*.safetensors; Sigma's is SDXL's)"};
const PartBeside alpha_vae_beside{"vae",
                                  "diffusion_pytorch_model",
                                  "",
                                  "vae",
                                  {"vae", "VAE"},
                                  "vae-ft",
                                  "its VAE (a folder vae or a file *vae*.safetensors; alpha's is Stable Diffusion's)"};

// The first file of that name in a folder; empty: there is none.
fs::path find_part(const fs::path& folder, const fs::path& but, const PartBeside& part, std::string_view holds) {
    std::vector<fs::path> found;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        const fs::path& file = entry->path();
        const std::string name = ascii_lower(file.stem().string());
        const bool right = name.starts_with(part.begins) && name.find(part.holds) != name.npos && name.find(holds) != name.npos;
        if (has_weight_extension(file) && file.filename() != but && right) found.push_back(file);
    }
    std::sort(found.begin(), found.end());
    return found.empty() ? fs::path() : found.front();
}

Component open_beside(const fs::path& path, const PartBeside& part) {
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code code;
    if (fs::is_directory(parent / part.folder, code))
        return {Settings::read_if_there(parent / part.folder / "config.json"),
                checked(open_weight_folder(parent / part.folder, part.stem))};
    fs::path file = find_part(parent, path.filename(), part, "");
    for (const char* folder : part.elsewhere) {
        if (file.empty()) file = find_part(parent / ".." / folder, {}, part, part.holds_elsewhere);
    }
    if (!file.empty()) return {Settings::read_if_there(fs::path(file).replace_extension(".json")), checked(open_weight_file(file))};
    throw Error(path.string() + ": this is PixArt's transformer alone: put " + part.what +
                " beside it, or open the diffusers folder of the model");
}

// Names of the autoencoder in a file of its own: diffusers', or those of an original checkpoint with or without its prefix.
TensorViews lone_vae(const TensorViews& tensors) {
    if (tensors.contains("encoder.down_blocks.0.resnets.0.conv1.weight")) return canonical_vae(tensors);
    TensorViews prefixed;
    for (const auto& [name, view] : tensors)
        prefixed.emplace(name.starts_with("first_stage_model.") ? name : "first_stage_model." + name, view);
    return split_sdxl_single_file(prefixed).vae;
}

// `own_vae` false: another VAE is given, and none need lie beside.
ModelFiles open_pixart_file(const fs::path& path, const OpenedWeights& file, bool own_vae) {
    ModelFiles model{.path = path, .name = path.stem().string(), .kind = ModelKind::pixart, .layout = "single file"};
    const bool original = is_original_pixart(file.tensors);
    model.transformer_weights = map_of(original ? pixart_from_original(file.tensors) : file.tensors, file);
    model.transformer = detect_pixart(*model.transformer_weights, {});
    for (const auto& [name, view] : file.tensors) {
        if (name.ends_with("y_embedder.y_embedding") && view.shape.size() == 2)
            model.caption_tokens = static_cast<int>(std::clamp<int64_t>(view.shape[0], 1, 4096));
    }
    take_t5(model, open_beside(path, t5_beside));
    if (own_vae) {
        const bool alpha = model.caption_tokens == alpha_caption_tokens;
        Component vae = open_beside(path, alpha ? alpha_vae_beside : sigma_vae_beside);
        vae.weights.tensors = lone_vae(vae.weights.tensors);
        take_vae(model, vae);
        if (!vae.config.given() && alpha) model.vae.scaling_factor = 0.18215f;  // Stable Diffusion's VAE
    }
    use_t5_tokenizer(model, (path.has_parent_path() ? path.parent_path() : fs::path(".")) / "tokenizer");
    model.noise = pixart_schedule();
    return model;
}

ModelFiles open_single_file(const fs::path& path, bool own_vae) {
    Result<OpenedWeights> opened = open_weight_file(path);
    if (!opened && ascii_lower(path.filename().string()).find("pixart") != std::string::npos && path.extension() != ".safetensors")
        throw Error(opened.error() + "; its authors publish PixArt as a diffusers folder, too: `imagelab models get pixart-sigma`");
    const OpenedWeights file = checked(std::move(opened));
    if (const std::string other = describe_other_model(file.tensors); !other.empty()) throw Error(path.string() + ": " + other);
    if (is_pixart_transformer(file.tensors)) return open_pixart_file(path, file, own_vae);
    SdxlTensors parts = split_sdxl_single_file(file.tensors);
    if (parts.vae.empty())
        throw Error(path.string() + ": the checkpoint has no VAE (tensors first_stage_model.*); open a version with one");
    if (parts.text_encoder.empty())
        throw Error(path.string() +
                    ": the checkpoint has no first text encoder (tensors conditioner.embedders.0.transformer.*); open a complete version");
    ModelFiles model{.path = path, .name = path.stem().string(), .kind = ModelKind::sdxl, .layout = "single file"};
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
    if (!fs::exists(path, code)) throw Error(path.string() + ": there is no such VAE, expected a file of weights or a diffusers folder");
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

std::string_view model_kind_name(ModelKind kind) {
    return kind == ModelKind::pixart ? "pixart" : "sdxl";
}

int ModelFiles::sample_size() const {
    return kind == ModelKind::pixart ? transformer.sample_size : unet.sample_size;
}

std::vector<ModelFiles::Component> ModelFiles::components() const {
    if (kind == ModelKind::pixart) return {{"text_encoder", t5_weights}, {"transformer", transformer_weights}, {"vae", vae_weights}};
    return {
        {"text_encoder", text_encoder_weights}, {"text_encoder_2", text_encoder_2_weights}, {"unet", unet_weights}, {"vae", vae_weights}};
}

Result<ModelFiles> open_model(const fs::path& path, const fs::path& vae) {
    try {
        std::error_code code;
        if (path.empty()) return Failure{"no model was named, expected a diffusers folder or a file of weights"};
        if (!fs::exists(path, code)) return Failure{path.string() + ": there is no such file or folder"};
        const bool folder = fs::is_directory(path, code), index = path.filename() == "model_index.json";
        ModelFiles model = folder  ? open_folder(path)
                           : index ? open_folder(path.parent_path().empty() ? "." : path.parent_path())
                                   : open_single_file(path, vae.empty());
        if (!vae.empty()) use_vae(model, vae);
        check_parts(model);
        if (auto complete = check_complete(model); !complete) return Failure{complete.error()};
        return model;
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
