#include "core/samplers/sampler.h"

#include <algorithm>
#include <functional>

#include "core/base/utf8.h"
#include "core/samplers/algorithms.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {

int Sampler::start_step(double strength) const {
    const int run = std::min(static_cast<int>(requested_steps_ * strength), requested_steps_);
    return step_at_level(requested_steps_ - run);
}

void Sampler::scale_model_input(int step, std::span<const float> latents, std::span<float> out) const {
    check(step, latents.size(), out.size());
    std::copy(latents.begin(), latents.end(), out.begin());
}

void Sampler::step(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator,
                   std::span<const float> unguided) {
    check(step, latents.size(), model_output.size());
    if (unguided.empty()) unguided = model_output;
    check(step, latents.size(), unguided.size());
    advance_beside(step, model_output, unguided, latents, generator);
    ++state_.evaluations;
}

void Sampler::check(int step, size_t latents, size_t other) const {
    if (step < 0 || step >= steps()) throw Error("[sampler] step " + std::to_string(step) + " of " + std::to_string(steps()));
    if (latents != other) throw Error("[sampler] " + std::to_string(latents) + " latents against " + std::to_string(other) + " values");
}

size_t Sampler::blocks(size_t latents, size_t most) const {
    const size_t count = latents == 0 ? 0 : state_.history.size() / latents;
    if (latents == 0 || state_.history.size() % latents != 0 || count > most) {
        throw Error("[sampler] history of " + std::to_string(state_.history.size()) + " values for " + std::to_string(latents) +
                    " latents");
    }
    return count;
}

namespace {

std::string options_where(const std::function<bool(const SamplerInfo&)>& good) {
    std::vector<std::string> options;
    for (const SamplerInfo& info : samplers()) {
        if (good(info)) options.emplace_back(info.option);
    }
    return comma_list(options);
}

Failure noise_refused(const char* field, const SamplerInfo& info, const std::string& others) {
    return {std::string(field) + ": " + info.option + " adds no noise at its steps; leave it out or use one of " + others};
}

Result<void> noise_fits(const SamplerInfo& info, const StepNoise& noise) {
    if (noise.eta && !info.eta) {
        if (!info.draws_noise) return noise_refused("scheduler.eta", info, options_where([](const auto& other) { return !!other.eta; }));
        return Failure{std::string("scheduler.eta: the noise of ") + info.option +
                       " is what its formula says; leave it out or use one of " +
                       options_where([](const auto& other) { return !!other.eta; })};
    }
    if (noise.scale == 1 || adds_noise(info, noise)) return {};
    if (info.eta)
        return Failure{std::string("scheduler.seed_noise_scale: ") + info.option + " adds no noise with scheduler.eta 0; raise it"};
    return noise_refused("scheduler.seed_noise_scale", info, options_where([](const auto& other) { return other.draws_noise; }));
}

}  // namespace

Result<void> supported(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps, const StepNoise& noise) {
    const SamplerInfo& info = sampler_info(kind);
    const bool given = !config.sigmas.empty();  // the request's own levels
    const bool own = spacing == Spacing::published && info.own_steps > 0 && !given;
    const int most = own ? std::min(info.own_steps, config.train_timesteps) : config.train_timesteps - info.spaced_beyond;
    if (steps < 1 || steps > most) {
        return Failure{"steps: " + std::to_string(steps) + " is not within 1 to " + std::to_string(most) +
                       (own && most < config.train_timesteps ? std::string(" for ") + info.option + " with its own schedule" : "")};
    }
    if (given && config.sigmas.size() != static_cast<size_t>(steps)) {
        return Failure{"scheduler.sigmas: " + std::to_string(config.sigmas.size()) + " noise levels for " + std::to_string(steps) +
                       " steps; their number is that of the steps"};
    }
    if (given && info.even_timesteps) {
        return Failure{std::string("scheduler.sigmas: ") + info.option +
                       " steps over evenly spaced timesteps; leave them out or use another sampler"};
    }
    if (info.even_timesteps && !spaces_timesteps(spacing)) {
        return Failure{std::string("scheduler.spacing: ") + info.option + " steps over evenly spaced timesteps, which " +
                       schedule_info(spacing).option + " does not give; use default, trailing, leading or linspace"};
    }
    if (spacing == Spacing::align_your_steps && !given && !has_sdxl_noise_levels(config)) {
        return Failure{"scheduler.spacing: align_your_steps knows the noise levels of SDXL, and this model was trained with others"};
    }
    if (config.prediction == NoiseScheduleConfig::Prediction::sample && !info.takes_sample_prediction) {
        return Failure{std::string("sampler: ") + info.option + " cannot run a model that predicts the sample itself; use one of " +
                       options_where([](const SamplerInfo& other) { return other.takes_sample_prediction; })};
    }
    return noise_fits(info, noise);
}

std::unique_ptr<Sampler> make_sampler(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps,
                                      const StepNoise& noise, const ProgramManner& manner) {
    if (const Result<void> fine = supported(kind, spacing, config, steps, noise); !fine) throw Error("[sampler] " + fine.error());
    const SamplerInfo& info = sampler_info(kind);
    const bool as_diffusers = manner.like == LikeProgram::diffusers, as_comfyui = manner.like == LikeProgram::comfyui;
    if (as_diffusers && spacing == Spacing::published && config.karras_sigmas && info.karras_as_model) spacing = Spacing::karras;
    if (!config.sigmas.empty()) spacing = Spacing::normal;  // of noise levels, as those of the request are
    const bool skips =
        config.sigmas.empty() && !as_diffusers && (as_comfyui ? info.comfyui_skips_next_to_last : info.a1111_skips_next_to_last);
    return info.make({with_timestep_spacing(config, spacing), spacing, steps, noise.eta.value_or(info.eta.value_or(0)),
                      static_cast<float>(noise.scale), manner, skips});
}

}  // namespace imagelab
