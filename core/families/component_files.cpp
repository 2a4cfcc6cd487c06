#include "core/families/component_files.h"

#include <algorithm>

#include "core/families/autoencoder.h"
#include "core/weights/detect.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;

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

ComponentFiles open_component(const fs::path& folder, const char* name, const char* stem, const char* all, const char* shared) {
    std::error_code code;
    const fs::path place = folder / name;
    if (!fs::is_directory(place, code))
        throw Error(folder.string() + ": the folder " + name + " is missing, expected " + all + "; is it still downloading?" +
                    (shared == nullptr ? "" : std::string(" (it may also lie in ") + shared + " beside this folder)"));
    return {Settings::read(place / "config.json"), checked(open_weight_folder(place, stem))};
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

void take_vae(ModelFiles& model, const ComponentFiles& vae) {
    model.vae_weights = map_of(canonical_vae(vae.weights.tensors), vae.weights);
    model.vae = detect_vae(*model.vae_weights, vae.config);
}

TensorViews lone_vae(const TensorViews& tensors) {
    const auto original = tensors.lower_bound("first_stage_model.");
    if (original != tensors.end() && original->first.starts_with("first_stage_model.")) return split_sdxl_single_file(tensors).vae;
    if (!tensors.contains("encoder.down.0.block.0.conv1.weight")) return canonical_vae(tensors);
    TensorViews prefixed;
    for (const auto& [name, view] : tensors) prefixed.emplace("first_stage_model." + name, view);
    return split_sdxl_single_file(prefixed).vae;
}

void use_vae(ModelFiles& model, const fs::path& path) {
    const AutoencoderFiles vae = open_autoencoder(path);
    if (model.vae_weights != nullptr && vae.config.downscale() != model.vae.downscale()) {
        throw Error(path.string() + ": this VAE shrinks pictures " + std::to_string(vae.config.downscale()) + " times, the model's own " +
                    std::to_string(model.vae.downscale()) + " times: choose a VAE made for this model");
    }
    model.vae = vae.config;
    model.vae_weights = vae.weights;
    model.vae_path = path;
}

}  // namespace imagelab
