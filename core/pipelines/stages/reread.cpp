// Before a refiner's second pass or a hires pass: the draft becomes the VAE's posterior, as a start picture does.
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class RereadStage final : public PipelineStage {
  public:
    explicit RereadStage(Stage stage) : stage_(stage) {}

    Stage stage() const override { return stage_; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        return {.cost = models.base.vae_encoder.cost(shape(resolved)), .runs = static_cast<double>(pictures), .units = pictures};
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, within())) return;
        if (!work.draft) return run.estimate.skipped(stage(), 1);
        run.keep_only({&run.model.vae_encoder});
        run.ready(stage(), run.model.vae_encoder, shape(run.resolved));
        const auto begin = Clock::now();
        run.report(stage());
        work.posterior = encode_picture(run.model, *work.draft, {}, run.cancel);
        work.draft.reset();
        run.estimate.worked(stage(), seconds_since(begin));
        if (!run.turns) run.model.vae_encoder.unload();
    }

    void end(Run& run) override { run.model.vae_encoder.unload(); }

    int done_before(const Run& run, int picture) const override {
        return run.is_there(picture) || run.is_within(picture, within()) ? 1 : 0;
    }

  private:
    Stage within() const { return stage_ == Stage::hires_rereading ? Stage::redrawing : Stage::refining; }
    NetworkShape shape(const ResolvedRequest& resolved) const {
        if (stage_ == Stage::hires_rereading) return {1, resolved.hires->picture_height, resolved.hires->picture_width, 0};
        return {1, resolved.picture_height, resolved.picture_width, 0};
    }

    Stage stage_;
};

}  // namespace

std::unique_ptr<PipelineStage> reread_stage(Stage stage) {
    return std::make_unique<RereadStage>(stage);
}

}  // namespace imagelab
