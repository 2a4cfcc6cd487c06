#include <map>
#include <nlohmann/json.hpp>

#include "core/samplers/noise_schedule.h"

namespace imagelab {
namespace {
using Json = nlohmann::json;

bool set(const Json& json, const char* key) {
    return json.contains(key) && !json.at(key).is_null();
}

template <class T>
T value_or(const Json& json, const char* key, T fallback) {
    return set(json, key) ? json.at(key).get<T>() : fallback;
}

Failure refused(const std::string& key, const std::string& found, const std::string& expected) {
    return {"\"" + key + "\" is " + found + ", expected " + expected};
}

template <class Choice>
Result<Choice> choice(const Json& json, const char* key, const std::string& fallback, const std::map<std::string, Choice>& choices) {
    const std::string name = value_or<std::string>(json, key, fallback);
    if (const auto found = choices.find(name); found != choices.end()) return found->second;
    std::string allowed;
    for (const auto& [text, unused] : choices) allowed += (allowed.empty() ? "" : " or ") + text;
    return refused(key, Json(name).dump(), allowed);
}

// Keys that change the sigmas or the step in ways no sampler here follows, with the value that leaves them out.
Result<void> ordinary(const Json& json) {
    const std::map<std::string, Json> expected{
        {"trained_betas", nullptr},    {"interpolation_type", "linear"}, {"timestep_type", "discrete"}, {"use_exponential_sigmas", false},
        {"use_beta_sigmas", false},    {"use_flow_sigmas", false},       {"use_lu_lambdas", false},     {"use_dynamic_shifting", false},
        {"final_sigmas_type", "zero"}, {"sigma_min", nullptr},           {"sigma_max", nullptr},        {"thresholding", false}};
    for (const auto& [key, value] : expected) {
        if (set(json, key.c_str()) && json.at(key) != value) return refused(key, json.at(key).dump(), value.dump());
    }
    return {};
}

Result<NoiseScheduleConfig> parsed(const Json& json) {
    using Config = NoiseScheduleConfig;
    if (const Result<void> fine = ordinary(json); !fine) return Failure{fine.error()};
    Config config;
    const auto betas = choice<Config::Betas>(json, "beta_schedule", "linear",
                                             {{"linear", Config::Betas::linear},
                                              {"scaled_linear", Config::Betas::scaled_linear},
                                              {"squaredcos_cap_v2", Config::Betas::squared_cos}});
    if (!betas) return Failure{betas.error()};
    const auto prediction = choice<Config::Prediction>(json, "prediction_type", "epsilon",
                                                       {{"epsilon", Config::Prediction::epsilon},
                                                        {"v_prediction", Config::Prediction::v_prediction},
                                                        {"sample", Config::Prediction::sample}});
    if (!prediction) return Failure{prediction.error()};
    const std::string kind = value_or<std::string>(json, "_class_name", "");
    if (kind.starts_with("EDM") || kind.starts_with("CosineDPM"))
        return refused("_class_name", kind,
                       "a scheduler of SDXL or PixArt: this model is denoised in another way (EDM), which Image Lab does not run");
    const bool leading = kind == "DDIMScheduler" || kind == "PNDMScheduler" || kind == "DDPMScheduler";
    const auto spacing = choice<Config::TimestepSpacing>(json, "timestep_spacing", leading ? "leading" : "linspace",
                                                         {{"leading", Config::TimestepSpacing::leading},
                                                          {"linspace", Config::TimestepSpacing::linspace},
                                                          {"trailing", Config::TimestepSpacing::trailing}});
    if (!spacing) return Failure{spacing.error()};
    config.betas = *betas;
    config.prediction = *prediction;
    config.timestep_spacing = *spacing;
    config.train_timesteps = value_or(json, "num_train_timesteps", 1000);
    config.beta_start = value_or(json, "beta_start", 0.0001);
    config.beta_end = value_or(json, "beta_end", 0.02);
    config.steps_offset = value_or(json, "steps_offset", 0);
    config.karras_sigmas = value_or(json, "use_karras_sigmas", false);
    // Where these two are missing diffusers takes what models of pixels need; those that are run here work on latents.
    config.set_alpha_to_one = value_or(json, "set_alpha_to_one", false);
    config.clip_sample = value_or(json, "clip_sample", false);
    config.clip_sample_range = value_or(json, "clip_sample_range", 1.0);
    config.rescale_betas_zero_snr = value_or(json, "rescale_betas_zero_snr", false);
    if (config.train_timesteps < 2 || config.train_timesteps > 100000) {
        return refused("num_train_timesteps", std::to_string(config.train_timesteps), "2 to 100000");
    }
    if (!(config.beta_start > 0 && config.beta_start < 1))
        return refused("beta_start", std::to_string(config.beta_start), "between 0 and 1");
    if (!(config.beta_end > 0 && config.beta_end < 1)) return refused("beta_end", std::to_string(config.beta_end), "between 0 and 1");
    return config;
}

}  // namespace

Result<NoiseScheduleConfig> noise_schedule_from_json(const Json& json) {
    if (!json.is_object()) return Failure{"a JSON object is expected"};
    try {
        return parsed(json);
    } catch (const Json::exception& error) {
        return Failure{std::string(error.what())};
    }
}

}  // namespace imagelab
