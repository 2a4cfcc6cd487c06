// Noise becomes latents, step by step: the sampler on the host, the denoiser on the device.
#include <cmath>

#include "core/pipelines/stages/stage.h"
#include "core/samplers/guidance.h"

namespace imagelab {
namespace {

class DenoiseStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::denoising; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, DiffusionModel& model) const override {
        const NetworkShape shape = resolved.denoiser_shape(model);
        const bool stays = !model.takes_turns(shape);
        const int steps = resolved.request.batch * resolved.runs();
        return {.cost = model.denoiser.cost(shape),
                .runs = static_cast<double>(steps),
                .units = steps,
                .weights_stay = stays,
                .arena_stays = stays};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_step(picture) < run.resolved.steps; });
    }

    void begin(Run& run) override {
        if (run.turns) {
            if (run.callbacks.previews) preview_ = LatentPreview::fit(run.model, run.cancel);
            run.model.vae_decoder.unload();
        }
        const NetworkShape shape = run.resolved.denoiser_shape(run.model);
        run.load(stage(), [&](const auto& progress) { denoiser_ = &run.model.denoiser.ready(shape, progress, run.cancel); });
        if (run.callbacks.previews && !run.turns) preview_ = LatentPreview::fit(run.model, run.cancel);
        run.conditioning.write(*denoiser_);
    }

    void make(Run& run, PictureRun& work) override {
        const int first = run.first_step(work.index), offset = run.resolved.first_step;
        TorchGenerator generator((run.resolved.request.seed + work.index).value());
        const auto sampler = new_sampler(run.resolved);
        std::vector<float>& latents = work.latents;
        if (run.is_resumed(work.index)) {
            restore(run, *sampler, generator, latents);
        } else {
            latents = initial_latents(run, *sampler, generator);
        }
        std::vector<float> input(latents.size());
        run.report(stage(), first - offset);
        for (int i = first; i < sampler->steps(); ++i) {
            const auto begin = Clock::now();
            sampler->scale_model_input(i, latents, input);
            const std::vector<float> output = predict(run, input, sampler->timesteps()[i]);
            sampler->step(i, output, latents, generator);
            run.times.step_s.push_back(seconds_since(begin));
            run.estimate.worked(stage(), run.times.step_s.back());
            if (run.callbacks.stepped) run.callbacks.stepped({work.index, i + 1, latents, sampler->state(), generator.state(), stage()});
            run.report(stage(), i - offset + 1, render(run, input, output, sampler->sigmas()[i]));
        }
        check_finite(latents, "sampler");
    }

    void end(Run& run) override { run.model.denoiser.unload(); }

  private:
    static std::vector<float> initial_latents(const Run& run, const Sampler& sampler, TorchGenerator& generator) {
        if (!run.resolved.start) {
            std::vector<float> latents = generator.randn(run.latent_count());
            for (float& value : latents) value *= sampler.init_noise_sigma();
            return latents;
        }
        std::vector<float> latents = run.start.sample(generator, run.model.files().vae);
        sampler.add_noise(latents, generator.randn(latents.size()), run.resolved.first_step);
        return latents;
    }

    // Checks what a journal brought: it may come from anywhere.
    void restore(const Run& run, Sampler& sampler, TorchGenerator& generator, std::vector<float>& latents) const {
        const StepState& state = *run.callbacks.resume;
        const size_t count = run.latent_count();
        const bool history_fits = state.sampler.history.size() % count == 0;
        if (state.stage != stage() || state.latents.size() != count || !history_fits || state.next_step < run.resolved.first_step ||
            state.next_step > sampler.steps()) {
            throw Error("[resume] " + std::to_string(state.latents.size()) + " latents at step " + std::to_string(state.next_step) +
                        " for " + std::to_string(count) + " and " + std::to_string(sampler.steps()) + " steps");
        }
        generator = TorchGenerator(state.generator);
        sampler.restore(state.sampler);
        latents = state.latents;
    }

    std::vector<float> predict(const Run& run, std::span<const float> input, float timestep) {
        const int channels = run.channels();
        const bool guided = run.resolved.guided;
        std::vector<float> batch = to_nhwc(input, channels);
        if (guided) batch.insert(batch.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(input.size()));
        denoiser_->write("latents", std::span<const float>(batch));
        denoiser_->write("timestep", std::span<const float>(run.model.timesteps(timestep, guided ? 2 : 1)));
        denoiser_->run(run.cancel);
        const std::vector<float> both = denoiser_->read("noise");
        check_finite(both, "denoiser");
        if (!guided) return to_chw(both, channels);
        const std::vector<float> without = to_chw(std::span(both).first(input.size()), channels);
        std::vector<float> with = to_chw(std::span(both).last(input.size()), channels);
        guide(without, with, run.resolved.request.guidance, with);
        return with;
    }

    // The clean latents the model has in mind: its input is sqrt(a) x0 + sqrt(1 - a) noise with a = 1 / (1 + sigma^2).
    std::shared_ptr<const RgbImage> render(const Run& run, std::span<const float> input, std::span<const float> output, float sigma) const {
        if (!preview_ || !run.callbacks.progress) return nullptr;
        const float a = 1.0f / (1.0f + sigma * sigma), signal = std::sqrt(a), noise = std::sqrt(1.0f - a);
        std::vector<float> clean(input.size());
        for (size_t i = 0; i < clean.size(); ++i) {
            switch (run.resolved.noise.prediction) {
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
        return std::make_shared<RgbImage>(preview_->render(clean, run.resolved.latent_height, run.resolved.latent_width));
    }

    Program* denoiser_ = nullptr;
    std::optional<LatentPreview> preview_;
};

}  // namespace

std::unique_ptr<PipelineStage> denoise_stage() {
    return std::make_unique<DenoiseStage>();
}

}  // namespace imagelab
