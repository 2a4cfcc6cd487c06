#include "core/pipelines/stages/steps.h"

#include <cmath>

#include "core/samplers/guidance.h"

namespace imagelab {
namespace {

std::vector<float> predict(const Run& run, const StepWork& steps, std::span<const float> input, float timestep) {
    const int channels = run.channels();
    const bool guided = run.resolved.guided;
    std::vector<float> batch = to_nhwc(input, channels);
    if (guided) batch.insert(batch.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(input.size()));
    steps.denoiser.write("latents", std::span<const float>(batch));
    steps.denoiser.write("timestep", std::span<const float>(steps.model.timesteps(timestep, guided ? 2 : 1)));
    steps.denoiser.run(run.cancel);
    const std::vector<float> both = steps.denoiser.read("noise");
    check_finite(both, "denoiser");
    if (!guided) return to_chw(both, channels);
    const std::vector<float> without = to_chw(std::span(both).first(input.size()), channels);
    std::vector<float> with = to_chw(std::span(both).last(input.size()), channels);
    guide(without, with, run.resolved.request.guidance, with);
    return with;
}

// The clean latents the model has in mind: its input is sqrt(a) x0 + sqrt(1 - a) noise with a = 1 / (1 + sigma^2).
std::shared_ptr<const RgbImage> render(const Run& run, const NoiseScheduleConfig& schedule, std::span<const float> input,
                                       std::span<const float> output, float sigma) {
    if (!run.preview || !run.callbacks.progress) return nullptr;
    const float a = 1.0f / (1.0f + sigma * sigma), signal = std::sqrt(a), noise = std::sqrt(1.0f - a);
    std::vector<float> clean(input.size());
    for (size_t i = 0; i < clean.size(); ++i) {
        switch (schedule.prediction) {
            case NoiseScheduleConfig::Prediction::epsilon:
                clean[i] = (input[i] - noise * output[i]) / signal;
                break;
            case NoiseScheduleConfig::Prediction::v_prediction:
                clean[i] = signal * input[i] - noise * output[i];
                break;
            case NoiseScheduleConfig::Prediction::sample:
                clean[i] = output[i];
                break;
        }
    }
    return std::make_shared<RgbImage>(run.preview->render(clean, run.resolved.latent_height, run.resolved.latent_width));
}

}  // namespace

std::unique_ptr<Sampler> new_sampler(const ResolvedRequest& resolved, const NoiseScheduleConfig& noise) {
    const Request& request = resolved.request;
    return make_sampler(request.sampler, request.spacing, noise, request.steps);
}

void run_steps(Run& run, PictureRun& work, const StepWork& steps, Sampler& sampler, int from) {
    std::vector<float>& latents = work.latents;
    std::vector<float> input(latents.size());
    const int all = steps.last - steps.first;
    run.report(steps.stage, from - steps.first, all);
    for (int i = from; i < steps.last; ++i) {
        const auto begin = Clock::now();
        sampler.scale_model_input(i, latents, input);
        const std::vector<float> output = predict(run, steps, input, sampler.timesteps()[i]);
        sampler.step(i, output, latents, work.generator);
        run.times.step_s.push_back(seconds_since(begin));
        run.estimate.worked(steps.stage, run.times.step_s.back());
        if (run.callbacks.stepped)
            run.callbacks.stepped({work.index, i + 1, latents, sampler.state(), work.generator.state(), steps.stage, work.decision});
        run.report(steps.stage, i - steps.first + 1, all, render(run, steps.noise, input, output, sampler.sigmas()[i]));
    }
    check_finite(latents, "sampler");
}

int resume_steps(const Run& run, PictureRun& work, Stage stage, Sampler& sampler, int first, int last) {
    const StepState& state = *run.callbacks.resume;
    const size_t count = run.latent_count();
    const bool history_fits = state.sampler.history.size() % count == 0;
    if (state.stage != stage || state.latents.size() != count || !history_fits || state.next_step < first || state.next_step > last) {
        throw Error("[resume] " + std::to_string(state.latents.size()) + " latents at step " + std::to_string(state.next_step) + " for " +
                    std::to_string(count) + " and steps " + std::to_string(first) + " to " + std::to_string(last));
    }
    work.generator = TorchGenerator(state.generator);
    work.latents = state.latents;
    work.decision = state.decision;
    sampler.restore(state.sampler);
    return state.next_step;
}

}  // namespace imagelab
