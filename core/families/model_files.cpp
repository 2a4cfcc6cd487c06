#include "core/families/model_files.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/families/component_files.h"
#include "core/weights/detect.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

std::string class_name(const Settings& settings) {
    return settings.given() ? settings.text("_class_name", "") : std::string();
}

DiffusersFolder diffusers_folder(const fs::path& path) {
    std::error_code code;
    const fs::path index = path / "model_index.json", transformer = path / "transformer" / "config.json";
    const bool unet = fs::is_directory(path / "unet", code);
    if (!fs::exists(index, code) && !unet && !fs::exists(transformer, code))
        throw Error(path.string() + ": there is no model_index.json, expected a diffusers folder or a file of weights");
    DiffusersFolder folder{path, Settings::read_if_there(index), {}, {}};
    folder.pipeline = class_name(folder.index);
    if (!folder.index.given() && !unet) folder.transformer = class_name(Settings::read(transformer));
    return folder;
}

[[noreturn]] void refuse(const DiffusersFolder& folder) {
    const std::string& kind = folder.pipeline;
    if (!folder.index.given())
        throw Error(folder.path.string() + ": there is no model_index.json, and transformer/config.json says " +
                    (folder.transformer.empty() ? "nothing" : folder.transformer) + "; Image Lab runs SDXL and PixArt");
    const std::string named = kind.starts_with("StableDiffusion3")  ? "a Stable Diffusion 3 model"
                              : kind.starts_with("StableDiffusion") ? "a Stable Diffusion 1.x or 2.x model"
                              : kind.starts_with("Flux")            ? "a Flux model"
                                                                    : "a " + kind;
    throw Error(folder.path.string() + ": this is " + named + " (model_index.json says " + kind + "); Image Lab runs SDXL and PixArt");
}

std::shared_ptr<ModelFiles> open_folder(const fs::path& path, const ModelSources& sources) {
    const DiffusersFolder folder = diffusers_folder(path);
    const auto all = families();
    const auto family = std::find_if(all.begin(), all.end(), [&](const Family* each) { return each->is_folder(folder); });
    if (family == all.end()) refuse(folder);
    std::shared_ptr<ModelFiles> model = (*family)->open_folder(folder, sources);
    std::error_code code;
    model->name = fs::weakly_canonical(path, code).filename().string();
    model->few_step = few_step_model(model->name);
    model->layout = "diffusers folder";
    return model;
}

std::shared_ptr<ModelFiles> open_single_file(const fs::path& path, const ModelSources& sources) {
    Result<OpenedWeights> opened = open_weight_file(path);
    if (!opened && ascii_lower(path.filename().string()).find("pixart") != std::string::npos && path.extension() != ".safetensors")
        throw Error(opened.error() + "; its authors publish PixArt as a diffusers folder, too: `imagelab models get pixart-sigma`");
    const OpenedWeights file = checked(std::move(opened));
    if (const std::string other = describe_other_model(file.tensors); !other.empty()) throw Error(path.string() + ": " + other);
    const auto all = families();
    const auto family = std::find_if(all.begin(), all.end(), [&](const Family* each) { return each->is_file(file.tensors); });
    if (family == all.end()) throw Error(path.string() + ": none of the models that Image Lab runs");
    std::shared_ptr<ModelFiles> model = (*family)->open_file(path, file, sources);
    model->name = path.stem().string();
    model->few_step = few_step_model(model->name, file.metadata);
    // Distilled models know only noisy timesteps, the noisiest first; a lone file has no scheduler's configuration to say so.
    if (model->few_step) model->noise.timestep_spacing = NoiseScheduleConfig::TimestepSpacing::trailing;
    model->layout = "single file";
    return model;
}

}  // namespace

std::string_view ModelFiles::kind() const {
    return family().name;
}

Result<OpenedModel> open_model(const fs::path& path, const fs::path& vae) {
    return open_model(ModelSources{path, vae});
}

Result<OpenedModel> open_model(const ModelSources& sources) {
    const fs::path& path = sources.model;
    try {
        std::error_code code;
        if (path.empty()) return Failure{"no model was named, expected a diffusers folder or a file of weights"};
        if (!fs::exists(path, code)) return Failure{path.string() + ": there is no such file or folder"};
        const bool folder = fs::is_directory(path, code), index = path.filename() == "model_index.json";
        const fs::path place = !index ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
        std::shared_ptr<ModelFiles> model = folder || index ? open_folder(place, sources) : open_single_file(path, sources);
        model->path = place;
        if (!sources.own_vae()) use_vae(*model, sources.vae);
        if (!sources.vae_mix.empty()) mix_vaes(*model, sources.vae_mix);
        model->check();
        for (const ModelPart& part : model->parts()) {
            if (auto complete = check_complete(part); !complete) return Failure{complete.error()};
        }
        return OpenedModel(std::move(model));
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
