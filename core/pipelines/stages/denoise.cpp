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
        NetworkCost cost = models.base.denoiser.cost(shape_of(resolved, models.base, Reuse::keep));
        double runs = steps;
        if (reuses_depth(resolved)) {
            const NetworkCost shallow = models.base.shallow_denoiser.cost(shape_of(resolved, models.base, Reuse::use));
            const int renewed = resolved.request.batch * ((resolved.runs() - 1) / resolved.request.deep_cache + 1);
            runs = renewed + (steps - renewed) * shallow.step_flops / cost.step_flops;
            add_shallow(cost, shallow);
        }
        std::error_code ignored;
        return {.cost = cost,
                .runs = runs,
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
        run.keep_only({&run.model.denoiser, &run.model.shallow_denoiser});
        denoiser_ = &run.ready(stage(), run.model.denoiser, shape_of(run.resolved, run.model, Reuse::keep));
        tell_companions(run, *denoiser_, run.resolved.latents(), run.companion_pictures);
        told_ = {&run.briefing};
        if (!reuses_depth(run.resolved)) return;
        Program& shallow = run.ready(stage(), run.model.shallow_denoiser, shape_of(run.resolved, run.model, Reuse::use));
        tell_companions(run, shallow, run.resolved.latents(), run.companion_pictures);
        shallow_told_ = {&run.briefing};
        reused_.emplace(ReusedDepth{shallow, shallow_told_, run.resolved.request.deep_cache});
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
        steps.reused = reused_ ? &*reused_ : nullptr;
        run_steps(run, work, steps, *sampler, from);
    }

    void end(Run& run) override {
        run.model.denoiser.unload();
        run.model.shallow_denoiser.unload();
    }

    int done_before(const Run& run, int picture) const override {
        return std::min(run.resolved.runs(),
                        (run.is_there(picture) ? run.resolved.last_step : run.first_step(picture)) - run.resolved.first_step);
    }

  private:
    static bool reuses_depth(const ResolvedRequest& resolved) { return resolved.request.deep_cache > 1; }
    static NetworkShape shape_of(const ResolvedRequest& resolved, const DiffusionModel& base, Reuse reuse) {
        NetworkShape shape = resolved.base_shape(base);
        if (reuses_depth(resolved)) shape.reuse = reuse;
        return shape;
    }
    static void add_shallow(NetworkCost& all, const NetworkCost& shallow) {
        all.prompt_flops += shallow.prompt_flops;
        MemoryPlan& memory = all.memory;
        for (const auto part : {&MemoryPlan::weight_bytes, &MemoryPlan::arena_bytes, &MemoryPlan::code_bytes, &MemoryPlan::streamed_bytes,
                                &MemoryPlan::host_bytes, &MemoryPlan::window_bytes})
            memory.*part += shallow.memory.*part;
    }

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

    Told told_, shallow_told_;
    std::optional<ReusedDepth> reused_;
    Program* denoiser_ = nullptr;  // none: no picture has a step of the base before it
};

}  // namespace

std::unique_ptr<PipelineStage> denoise_stage() {
    return std::make_unique<DenoiseStage>();
}

}  // namespace imagelab
