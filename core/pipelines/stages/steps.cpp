#include "core/pipelines/stages/steps.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/stages/paint.h"
#include "core/samplers/guidance.h"

namespace imagelab {
namespace {

// Which step of the request a step of the sampler belongs to, from 0: the sampler may take more of them.
int request_step(const Run& run, const StepWork& steps, int step, int sampler_steps) {
    return static_cast<int>(int64_t{step - steps.briefed_from.value_or(steps.first)} * run.resolved.request.steps / sampler_steps);
}

// Tells the denoiser what holds in a step.
void tell(const StepWork& steps, int number) {
    const Briefing& briefing = *steps.told.briefing;
    const auto holds = std::find_if(briefing.begin(), briefing.end(), [&](const BriefingPhase& phase) { return number < phase.last_step; });
    const BriefingPhase* phase = holds == briefing.end() ? &briefing.back() : &*holds;
    if (phase != steps.told.phase) phase->conditioning.write(steps.denoiser);
    steps.told.phase = phase;
}

bool guides(const Request& request, int number) {
    const double steps = request.steps;
    return number / steps >= request.guidance_start && (number + 1) / steps <= request.guidance_end;
}

std::vector<float> predict(const Run& run, const StepWork& steps, std::span<const float> input, float timestep, int number) {
    const int channels = run.channels();
    const std::vector<double>& weights = steps.told.phase->weights;
    const bool guided = run.resolved.guided;
    const size_t size = input.size(), count = weights.size() + (guided ? 1 : 0);
    const std::vector<float> one = to_nhwc(input, channels);
    std::vector<float> batch;
    for (size_t i = 0; i < count; ++i) batch.insert(batch.end(), one.begin(), one.end());
    steps.denoiser.write("latents", std::span<const float>(batch));
    steps.denoiser.write("timestep", std::span<const float>(steps.model.timesteps(timestep, static_cast<int>(count))));
    steps.denoiser.run(run.cancel);
    const std::vector<float> all = steps.denoiser.read("noise");
    check_finite(all, "denoiser");
    const auto prediction = [&](size_t i) { return to_chw(std::span(all).subspan(i * size, size), channels); };
    if (!guided) return prediction(0);
    const std::vector<float> without = prediction(0);
    const Request& request = run.resolved.request;
    std::vector<float> with = prediction(1);
    for (size_t i = 1; i < weights.size(); ++i) {  // all prompts together, as one would be without guidance
        if (i == 1) guide(without, with, weights[0], with);
        add_guidance(without, prediction(1 + i), weights[i], with);
    }
    if (!guides(request, number)) return with;
    std::vector<float> guided_by = with;
    guide(without, with, weights.size() == 1 ? request.guidance * weights[0] : request.guidance, guided_by);
    if (request.guidance_rescale > 0) rescale_guidance(with, request.guidance_rescale, guided_by);
    return guided_by;
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

void run_steps(Run& run, PictureRun& work, const StepWork& steps, Sampler& sampler, int from) {
    std::vector<float>& latents = work.latents;
    std::vector<float> input(latents.size());
    const int all = steps.last - steps.first;
    begin_painting(run, work, steps);
    run.report(steps.stage, from - steps.first, all);
    for (int i = from; i < steps.last; ++i) {
        const auto begin = Clock::now();
        sampler.scale_model_input(i, latents, input);
        const int number = request_step(run, steps, i, sampler.steps());
        tell(steps, number);
        const std::vector<float> output = predict(run, steps, input, sampler.timesteps()[i], number);
        sampler.step(i, output, latents, work.generator);
        keep_unpainted(run, work, steps, sampler, i);
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
    work.generator.restore(state.generator);
    work.latents = state.latents;
    work.decision = state.decision;
    sampler.restore(state.sampler);
    return state.next_step;
}

}  // namespace imagelab
