// Before a refiner's second pass or a hires pass: the draft becomes the VAE's posterior, as a start picture does.
#include "core/pipelines/stages/stage.h"
#include "core/pipelines/vae_tiles.h"

namespace imagelab {
namespace {

class RereadStage final : public PipelineStage {
  public:
    explicit RereadStage(Stage stage) : stage_(stage) {}

    Stage stage() const override { return stage_; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        return {.cost = encoding_cost(resolved, models.base, latents(resolved)), .runs = static_cast<double>(pictures), .units = pictures};
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, within())) return;
        if (!work.draft) return run.estimate.skipped(stage(), 1);
        run.keep_only({&run.model.vae_encoder});
        const VaeTiles tiles = encoding_tiles(run.resolved, run.model, latents(run.resolved));
        const VaeConfig& vae = run.model.files().vae;
        if (tiles.apart(vae))
            run.ready(stage(), run.model.vae_encoder, tiles.pixels(vae));
        else
            run.estimate.loaded(stage(), 1);  // its parts are loaded in turns, within its work
        const auto begin = Clock::now();
        run.report(stage());
        work.posterior = encode_tiles(run.model, network_pixels(*work.draft), tiles, {}, run.cancel);
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
    NetworkShape latents(const ResolvedRequest& resolved) const {
        return stage_ == Stage::hires_rereading ? resolved.hires->latents() : resolved.latents();
    }

    Stage stage_;
};

}  // namespace

std::unique_ptr<PipelineStage> reread_stage(Stage stage) {
    return std::make_unique<RereadStage>(stage);
}

}  // namespace imagelab
