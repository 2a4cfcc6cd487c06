#include "core/families/component_files.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/families/autoencoder.h"
#include "core/weights/blended_weights.h"
#include "core/weights/detect.h"
#include "core/weights/keys_sdxl.h"
#include "core/weights/keys_taesd.h"

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

ComponentFiles open_part(const fs::path& path, const char* name, const char* stem) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw Error(path.string() + ": there is no such " + name + ", expected a file of weights or a diffusers folder");
    const bool folder = fs::is_directory(path, code);
    const fs::path place = folder && fs::is_directory(path / name, code) ? path / name : path;
    return {Settings::read_if_there(folder ? place / "config.json" : fs::path(path).replace_extension(".json")),
            checked(folder ? open_weight_folder(place, stem) : open_weight_file(path))};
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
    if (is_tiny_vae(tensors)) return canonical_tiny_vae(tensors);
    const auto original = tensors.lower_bound("first_stage_model.");
    if (original != tensors.end() && original->first.starts_with("first_stage_model.")) return split_sdxl_single_file(tensors).vae;
    if (!tensors.contains("encoder.down.0.block.0.conv1.weight")) return canonical_vae(tensors);
    TensorViews prefixed;
    for (const auto& [name, view] : tensors) prefixed.emplace("first_stage_model." + name, view);
    return split_sdxl_single_file(prefixed).vae;
}

void mix_vaes(ModelFiles& model, const std::vector<std::pair<fs::path, double>>& mix) {
    double own = 1;
    for (const auto& [path, share] : mix) own -= share;
    constexpr double rounding = 1e-9;  // of shares like 0.7 and 0.3
    std::vector<BlendedWeights::Share> parts{{model.vae_weights, std::abs(own) < rounding ? 0 : own}};
    const NeededTensors needed = needed_tensors(vae_part(nullptr, model.vae));
    for (const auto& [path, share] : mix) {
        const std::shared_ptr<const WeightMap> weights = open_autoencoder(path).weights;
        for (const auto& [name, shape] : needed) {
            const TensorView* found = weights->find(name);
            if (found == nullptr || found->shape != shape)
                throw Error(path.string() + ": this VAE has another structure than the model's (tensor \"" + name + "\" is " +
                            (found == nullptr ? "missing" : "of shape " + shape_text(found->shape)) + ", expected " + shape_text(shape) +
                            "), so the two cannot be blended");
        }
        parts.push_back({weights, share});
    }
    model.vae_weights = std::make_shared<BlendedWeights>(std::move(parts));
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
