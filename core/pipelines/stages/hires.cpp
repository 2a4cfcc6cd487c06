// The hires pass (A1111's "hires fix"): latents or the decoded picture become larger, then the model draws over them once more. Noise
// continues the picture's generator, or begins with it again as the program does whose numbers are meant.
#include <algorithm>

#include "core/pipelines/picture_noise.h"
#include "core/pipelines/stages/enlarge.h"
#include "core/pipelines/stages/steps.h"
#include "core/pipelines/vae_tiles.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

int done_of_each(const Run& run, int picture) {
    return run.is_there(picture) || run.is_within(picture, Stage::redrawing) ? 1 : 0;
}

// Where a picture is enlarged, not latents: the first pass becomes one.
class HiresDraftStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::hires_drafting; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        return {.cost = decoding_cost(resolved, models.base, resolved.latents()), .runs = static_cast<double>(pictures), .units = pictures};
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, Stage::redrawing)) return;
        if (work.picture) {  // a refiner before it found it good enough
            work.draft = std::move(*work.picture);
            work.picture.reset();
            return run.estimate.skipped(stage(), 1);
        }
        const ResolvedRequest& resolved = run.resolved;
        if (resolved.start && resolved.runs() == 0) {  // it is the picture itself
            work.draft = *resolved.start;
            work.latents.clear();
            run.estimate.loaded(stage(), 1);
            run.estimate.skipped(stage(), 1);
            return;
        }
        work.draft = to_rgb(decoded(run, stage(), work.latents, resolved.latents()), resolved.picture_width, resolved.picture_height,
                            resolved.request.like);
        work.latents.clear();
        check_not_constant(*work.draft);
    }

    void end(Run& run) override { run.model.vae_decoder.unload(); }
    int done_before(const Run& run, int picture) const override { return done_of_each(run, picture); }
};

class HiresEnlargeStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::hires_enlarging; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return enlarging_needs(models.hires_upscaler, from(resolved), to(resolved), resolved.request.batch);
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, Stage::redrawing)) return;
        const HiresPass& hires = *run.resolved.hires;
        if (!hires.of_latents) {
            work.draft = enlarged_picture(run, stage(), *work.draft, run.models.hires_upscaler, to(run.resolved));
            return;
        }
        const auto begin = Clock::now();
        run.report(stage());
        work.latents = enlarged_latents(work.latents, run.channels(), run.resolved.latents(), hires.latents());
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }

    void end(Run& run) override {
        if (run.models.hires_upscaler) run.models.hires_upscaler->network.unload();
    }

    int done_before(const Run& run, int picture) const override {
        return done_of_each(run, picture) ? enlarging_units(run.models.hires_upscaler, from(run.resolved), to(run.resolved)) : 0;
    }

  private:
    static EnlargedSize from(const ResolvedRequest& resolved) { return {resolved.picture_width, resolved.picture_height}; }
    static EnlargedSize to(const ResolvedRequest& resolved) { return {resolved.hires->picture_width, resolved.hires->picture_height}; }
};

class HiresStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::redrawing; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int steps = resolved.request.batch * resolved.hires->runs(), tiles = resolved.hires->tiles();
        StageNeeds needs{.cost = models.base.denoiser.cost(resolved.of_hires().base_shape(models.base)),
                         .runs = static_cast<double>(steps),
                         .units = steps};
        if (tiles == 1) return needs;
        // Each tile is told its part of the control pictures and masks, behind which what else is read once is read again.
        NetworkCost& cost = needs.cost;
        const bool told = !resolved.controls.empty() || std::any_of(resolved.references.begin(), resolved.references.end(),
                                                                    [](const Reference& each) { return each.mask.has_value(); });
        cost.step_flops = tiles * (cost.step_flops + (told ? cost.prompt_flops : 0));
        return needs;
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_redrawing_step(picture) < run.resolved.hires->last_step; });
    }

    void make(Run& run, PictureRun& work) override {
        const HiresPass& hires = *run.resolved.hires;
        const auto sampler = hires.sampler(run.resolved.noise);
        int from = hires.first_step;
        if (run.is_within(work.index, Stage::detailing)) return;
        if (run.is_within(work.index, Stage::redrawing)) {
            from = resume_steps(run, work, stage(), *sampler, hires.first_step, hires.last_step, hires.latents());
        } else {
            begin_again(run, work, *sampler);
        }
        if (from == hires.last_step) return;
        StepWork steps{stage(), run.model, denoiser(run), told_, run.resolved.noise, hires.first_step, hires.last_step};
        const LatentTiles tiles = tiles_of(run);
        if (hires.tiles() > 1) steps.tiles = &tiles;
        steps.latents = hires.latents();
        steps.of_base = true;
        steps.expected = hires.expected;
        run_steps(run, work, steps, *sampler, from);
    }

    void end(Run& run) override { run.model.denoiser.unload(); }

    int done_before(const Run& run, int picture) const override {
        const HiresPass& hires = *run.resolved.hires;
        return std::min(hires.runs(), (run.is_there(picture) ? hires.last_step : run.first_redrawing_step(picture)) - hires.first_step);
    }

  private:
    static LatentTiles tiles_of(const Run& run) {
        const HiresPass& hires = *run.resolved.hires;
        return {hires.across, hires.down, run.hires_companion_pictures, run.model.files().vae.downscale()};
    }

    // diffusers draws on from the picture's generator; A1111 and ComfyUI begin with that of the seed once more, at the new size.
    static void begin_again(Run& run, PictureRun& work, const Sampler& sampler) {
        const HiresPass& hires = *run.resolved.hires;
        const Request& request = hires.request;
        const VaeConfig& vae = run.model.files().vae;
        const bool anew = request.like != LikeProgram::diffusers;
        if (work.posterior) work.latents = anew ? work.posterior->mode(vae) : work.posterior->sample(work.generator, vae);
        work.posterior.reset();
        if (!anew) return sampler.add_noise(work.latents, work.generator.randn(work.latents.size()), hires.first_step);
        work.generator = picture_generator(request, work.index);
        const std::vector<float> noise =
            first_noise(request, work.index, work.generator, {run.channels(), hires.latent_height, hires.latent_width, vae.downscale()});
        begin_with_noise(sampler, request.like, work.latents, noise, hires.first_step);
        work.generator.begin_steps();
    }

    // Loaded when the first picture needs it: what enlarges may need its room before.
    Program& denoiser(Run& run) {
        const NetworkShape shape = run.resolved.of_hires().base_shape(run.model);
        if (ready_) return run.model.denoiser.ready(shape, {}, run.cancel);
        run.keep_only({&run.model.denoiser});
        Program& program = run.ready(stage(), run.model.denoiser, shape);
        tell_companions(run, program, shape, tiles_of(run).part(0, 0));
        told_ = {&run.hires_briefing};
        ready_ = true;
        return program;
    }

    Told told_;
    bool ready_ = false;
};

}  // namespace

std::vector<std::unique_ptr<PipelineStage>> hires_stages(const HiresPass& hires) {
    std::vector<std::unique_ptr<PipelineStage>> stages;
    if (!hires.of_latents) stages.push_back(std::make_unique<HiresDraftStage>());
    stages.push_back(std::make_unique<HiresEnlargeStage>());
    if (!hires.of_latents) stages.push_back(reread_stage(Stage::hires_rereading));
    stages.push_back(std::make_unique<HiresStage>());
    return stages;
}

}  // namespace imagelab
