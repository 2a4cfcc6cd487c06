#include "core/training/subject.h"

#include <algorithm>

#include "core/training/subjects.h"

namespace imagelab {

std::unique_ptr<TrainingSubject> training_subject(const OpenedModel& files) {
    if (files->only_refines() || files->reads_mask())
        throw BadField("model",
                       files->name + " is " + std::string(files->kind()) + ", which makes no picture by itself; take a base model");
    if (files->noise.prediction == NoiseScheduleConfig::Prediction::sample)
        throw BadField("model", files->name + " predicts the picture itself; models that predict the noise or v are trained");
    if (auto sdxl = sdxl_subject(files)) return sdxl;
    if (auto pixart = pixart_subject(files)) return pixart;
    throw BadField("model", files->name + " is " + std::string(files->kind()) + "; SDXL and PixArt models are trained");
}

TrainingChange change_of(const TrainingConfig& config) {
    TrainingChange change;
    if (config.inverts_text()) {
        change.vectors = config.vectors;
        return change;
    }
    change.layers = LowRankShape{*config.network, config.rank, config.alpha, config.lokr_factor};
    change.trained = [config](const std::string& component, const std::string& module) {
        if (component.starts_with("text_encoder")) return config.text_encoders && is_named(module, config.text_encoder_targets);
        return is_trained(module, config.targets);
    };
    return change;
}

void check_targets(const TrainingConfig& config, const TrainingGraph& graph, std::string_view denoiser) {
    if (config.inverts_text()) return;
    const auto require = [&](const char* field, const std::vector<std::string>& targets, bool of_denoiser, const std::string& where) {
        for (const std::string& target : targets) {
            const bool found = std::any_of(graph.modules.begin(), graph.modules.end(), [&](const TrainedModule& module) {
                return (module.component == denoiser) == of_denoiser && is_named(module.name, {target});
            });
            if (!found) throw BadField(field, "no linear layer in " + where + " ends with \"" + target + "\"");
        }
    };
    require("targets", config.targets, true, "the model's transformers");
    if (config.text_encoders) require("text_encoder_targets", config.text_encoder_targets, false, "the text encoders");
}

}  // namespace imagelab
