#include <algorithm>

#include "core/base/utf8.h"
#include "core/families/component_files.h"
#include "core/families/pixart/pixart_files.h"
#include "core/families/pixart/pixart_model.h"
#include "core/weights/detect.h"
#include "core/weights/keys_pixart.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

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
void use_t5_tokenizer(PixartFiles& model, const fs::path& folder) {
    constexpr int published_tokens = 32100;
    std::error_code code;
    if (fs::exists(folder / "spiece.model", code) || fs::exists(folder / "tokenizer.json", code)) {
        model.tokenizer_dir = folder;
    } else if (model.t5.vocab_size < published_tokens) {
        throw Error(folder.string() + ": spiece.model is missing, and the text encoder's vocabulary of " +
                    std::to_string(model.t5.vocab_size) + " is not T5's " + std::to_string(published_tokens));
    }
}

void take_t5(PixartFiles& model, const ComponentFiles& t5) {
    model.t5_weights = map_of(canonical_t5(t5.weights.tensors), t5.weights);
    model.t5 = detect_t5(*model.t5_weights, t5.config);
}

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

ComponentFiles open_beside(const fs::path& path, const PartBeside& part) {
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

// Parts from elsewhere are SDXL's alone.
void refuse_parts(const ModelSources& sources) {
    for (const auto& [field, path] : sources.named()) {
        if (field != "model" && !field.starts_with("vae"))
            throw Error("model." + field + ": PixArt takes no part of that name (" + path.string() +
                        "); leave it out, or choose an SDXL model");
    }
}

bool is_pixart_folder(const DiffusersFolder& folder) {
    if (!folder.pipeline.empty()) return folder.pipeline == "PixArtSigmaPipeline" || folder.pipeline == "PixArtAlphaPipeline";
    return folder.transformer == "PixArtTransformer2DModel" || folder.transformer == "Transformer2DModel";
}

std::shared_ptr<ModelFiles> open_pixart_folder(const DiffusersFolder& given, const ModelSources& sources) {
    refuse_parts(sources);
    constexpr const char* all = "text_encoder, transformer and vae";
    const fs::path& folder = given.path;
    const ComponentFiles transformer = open_component(folder, "transformer", diffusers_stem, all);
    auto model = std::make_shared<PixartFiles>();
    model->transformer_weights = map_of(transformer.weights.tensors, transformer.weights);
    model->transformer = detect_pixart(*model->transformer_weights, transformer.config);
    std::error_code code;
    const fs::path vae = with_part(folder, "vae");
    if (sources.own_vae() || fs::is_directory(vae / "vae", code))
        take_vae(*model, open_component(vae, "vae", diffusers_stem, all, shared_parts));
    take_t5(*model, open_component(with_part(folder, "text_encoder"), "text_encoder", transformers_stem, all, shared_parts));
    use_t5_tokenizer(*model, with_part(folder, "tokenizer") / "tokenizer");
    if (given.pipeline == "PixArtAlphaPipeline") model->caption_tokens = alpha_caption_tokens;
    model->noise = folder_schedule(with_part(folder, "scheduler"));
    return model;
}

std::shared_ptr<ModelFiles> open_pixart_file(const fs::path& path, const OpenedWeights& file, const ModelSources& sources) {
    refuse_parts(sources);
    auto model = std::make_shared<PixartFiles>();
    const bool original = is_original_pixart(file.tensors);
    model->transformer_weights = map_of(original ? pixart_from_original(file.tensors) : file.tensors, file);
    model->transformer = detect_pixart(*model->transformer_weights, {});
    for (const auto& [name, view] : file.tensors) {
        if (name.ends_with("y_embedder.y_embedding") && view.shape.size() == 2)
            model->caption_tokens = static_cast<int>(std::clamp<int64_t>(view.shape[0], 1, 4096));
    }
    take_t5(*model, open_beside(path, t5_beside));
    if (sources.own_vae()) {
        const bool alpha = model->caption_tokens == alpha_caption_tokens;
        ComponentFiles vae = open_beside(path, alpha ? alpha_vae_beside : sigma_vae_beside);
        vae.weights.tensors = lone_vae(vae.weights.tensors);
        take_vae(*model, vae);
        if (!vae.config.given() && alpha) model->vae.scaling_factor = 0.18215f;  // Stable Diffusion's VAE
    }
    use_t5_tokenizer(*model, (path.has_parent_path() ? path.parent_path() : fs::path(".")) / "tokenizer");
    model->noise = pixart_schedule();
    return model;
}

std::unique_ptr<DiffusionModel> make_pixart(Device& device, std::shared_ptr<const ModelFiles> files, DType dtype, int64_t memory_budget) {
    return std::make_unique<PixartModel>(device, std::static_pointer_cast<const PixartFiles>(std::move(files)), dtype, memory_budget);
}

}  // namespace

const Family pixart_family{
    "pixart",   {20, 4.5, SamplerKind::dpmpp_2m}, true, is_pixart_folder, is_pixart_transformer, open_pixart_folder, open_pixart_file,
    make_pixart};

}  // namespace imagelab
