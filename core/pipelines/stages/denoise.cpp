// Noise, or a start picture with noise on it, becomes latents by the base's steps.
#include <algorithm>

#include "core/pipelines/picture_noise.h"
#include "core/pipelines/stages/paint.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

class DenoiseStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::denoising; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        if (resolved.runs() == 0) return {.units = 0};
        const bool stays = !takes_turns(resolved, models);
        const int steps = resolved.request.batch * resolved.runs();
        const NetworkCost cost = models.base.denoiser.cost(resolved.base_shape(models.base));
        std::error_code ignored;
        return {.cost = cost,
                .runs = static_cast<double>(steps),
                .units = steps,
                .weights_stay = stays,
                .arena_stays = stays,
                .packed = resolved.request.loras.empty() && !cost.packed_file.empty() && std::filesystem::exists(cost.packed_file, ignored)};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_step(picture) < run.resolved.last_step; });
    }

    void begin(Run& run) override {
        if (run.callbacks.previews) run.preview = LatentPreview::of(run.model, run.cancel);
        run.keep_only({&run.model.denoiser});
        denoiser_ = &run.ready(stage(), run.model.denoiser, run.resolved.base_shape(run.model));
        tell_companions(run, *denoiser_, run.resolved.latents(), run.companion_pictures);
        told_ = {&run.briefing};
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, Stage::refining)) return;
        const ResolvedRequest& resolved = run.resolved;
        const auto sampler = new_sampler(resolved.request, resolved.noise);
        int from = resolved.first_step;
        if (run.is_resumed(work.index)) {
            from = resume_steps(run, work, stage(), *sampler, resolved.first_step, resolved.last_step);
        } else {
            if (draws_paint(resolved)) work.paint = draw_paint(run, work.index, work.generator);
            work.latents = work.paint ? first_painted_latents(run, *sampler, *work.paint) : initial_latents(run, *sampler, work);
            work.generator.begin_steps();
        }
        if (denoiser_ == nullptr) return;
        StepWork steps{stage(), run.model, *denoiser_, told_, resolved.noise, resolved.first_step, resolved.last_step};
        steps.of_base = true;
        steps.expected = resolved.expected;
        run_steps(run, work, steps, *sampler, from);
    }

    void end(Run& run) override { run.model.denoiser.unload(); }

    int done_before(const Run& run, int picture) const override {
        return std::min(run.resolved.runs(),
                        (run.is_there(picture) ? run.resolved.last_step : run.first_step(picture)) - run.resolved.first_step);
    }

  private:
    static std::vector<float> initial_latents(const Run& run, const Sampler& sampler, PictureRun& work) {
        const ResolvedRequest& resolved = run.resolved;
        const VaeConfig& vae = run.model.files().vae;
        std::vector<float> latents;
        if (resolved.start_latents) latents = resolved.start_latents->values;
        if (resolved.start_latents && resolved.runs() == 0) return latents;
        if (resolved.start) latents = takes_the_mean(resolved.request) ? run.start.mode(vae) : run.start.sample(work.generator, vae);
        if (resolved.start && resolved.runs() == 0) return latents;  // the hires pass alone draws
        std::vector<float> noise = first_noise(resolved.request, work.index, work.generator, run.planes());
        if (latents.empty()) {
            for (float& value : noise) value *= sampler.init_noise_sigma();
            return noise;
        }
        begin_with_noise(sampler, resolved.request.like, latents, noise, resolved.first_step);
        return latents;
    }

    Told told_;
    Program* denoiser_ = nullptr;  // none: no picture has a step of the base before it
};

}  // namespace

std::unique_ptr<PipelineStage> denoise_stage() {
    return std::make_unique<DenoiseStage>();
}

}  // namespace imagelab
