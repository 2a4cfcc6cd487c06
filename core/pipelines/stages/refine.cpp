// A second model's steps: over the base's latents from where it stopped, or over what the draft was read as, with new noise on it.
#include <algorithm>

#include "core/pipelines/stages/steps.h"

namespace imagelab {
namespace {

class RefineStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::refining; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const bool stays = !takes_turns(resolved, models);
        const int steps = resolved.request.batch * resolved.refiner->runs();
        return {.cost = models.refiner->denoiser.cost(resolved.denoiser_shape(*models.refiner)),
                .runs = static_cast<double>(steps),
                .units = steps,
                .weights_stay = stays,
                .arena_stays = stays};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_refining_step(picture) < run.resolved.refiner->last_step; });
    }

    void make(Run& run, PictureRun& work) override {
        const Refining& refining = *run.resolved.refiner;
        const auto sampler = new_sampler(run.resolved.request, refining.noise);
        int first = refining.first_step, from = first;
        if (run.is_within(work.index, Stage::redrawing)) return;
        if (run.is_within(work.index, Stage::refining)) {
            from = resume_steps(run, work, stage(), *sampler, refining.first_step, refining.last_step);
            if (work.notes.decision) {
                first = step_of(*sampler, *work.notes.decision);
                if (run.callbacks.decided) run.callbacks.decided(work.index, *work.notes.decision);
            }
        } else if (work.picture) {  // good enough as it is
            return run.estimate.skipped(stage(), refining.runs());
        } else if (refining.second_pass) {
            if (work.notes.decision) first = from = step_of(*sampler, *work.notes.decision);
            work.latents = work.posterior->sample(work.generator, run.model.files().vae);
            sampler->add_noise(work.latents, work.generator.randn(work.latents.size()), first);
            work.posterior.reset();
            run.estimate.skipped(stage(), first - refining.first_step);
        }
        if (from == refining.last_step) return;
        const int begin = refining.second_pass ? first : run.resolved.first_step;
        StepWork steps{stage(), *run.models.refiner, denoiser(run), told_, refining.noise, first, refining.last_step, begin};
        if (refining.expected) steps.expected = std::max(0, *refining.expected - (first - refining.first_step));
        run_steps(run, work, steps, *sampler, from);
    }

    void end(Run& run) override { run.models.refiner->denoiser.unload(); }

    int done_before(const Run& run, int picture) const override {
        const Refining& refining = *run.resolved.refiner;
        return std::min(refining.runs(),
                        (run.is_there(picture) ? refining.last_step : run.first_refining_step(picture)) - refining.first_step);
    }

  private:
    static int step_of(const Sampler& sampler, const RefineDecision& decision) {
        return std::min(sampler.start_step(decision.strength), sampler.steps() - 1);
    }

    // Loaded when the first picture needs it: the base's steps may need its room before.
    Program& denoiser(Run& run) {
        DiffusionModel& refiner = *run.models.refiner;
        const NetworkShape shape = run.resolved.denoiser_shape(refiner);
        if (ready_) return refiner.denoiser.ready(shape, {}, run.cancel);
        run.keep_only({&refiner.denoiser});
        Program& program = run.ready(stage(), refiner.denoiser, shape);
        told_ = {&run.refiner_briefing};
        ready_ = true;
        return program;
    }

    Told told_;
    bool ready_ = false;
};

}  // namespace

std::unique_ptr<PipelineStage> refine_stage() {
    return std::make_unique<RefineStage>();
}

}  // namespace imagelab
