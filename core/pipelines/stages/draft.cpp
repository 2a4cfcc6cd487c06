// Before a second pass: the base's latents become a picture of 8 bits, as if it had been written to a file. How good it looks decides what
// the second pass does to it, where that is asked for.
#include "core/pipelines/stages/stage.h"
#include "core/pipelines/vae_tiles.h"

namespace imagelab {
namespace {

class DraftStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::drafting; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        const bool stays = !takes_turns(resolved, models);
        return {.cost = decoding_cost(resolved, models.base, resolved.latents()),
                .runs = static_cast<double>(pictures),
                .units = pictures,
                .weights_stay = stays,
                .arena_stays = stays};
    }

    void make(Run& run, PictureRun& work) override {
        if (run.is_within(work.index, Stage::refining)) return;
        const ResolvedRequest& resolved = run.resolved;
        const std::vector<float> image = decoded(run, stage(), work.latents, resolved.latents());
        work.draft = to_rgb(image, resolved.picture_width, resolved.picture_height);
        work.latents.clear();
        check_not_constant(*work.draft);
        if (!resolved.refiner->adaptive) return;
        work.notes.decision = decide_refining(picture_quality(*work.draft), resolved.request.steps);
        if (run.callbacks.decided) run.callbacks.decided(work.index, *work.notes.decision);
        if (work.notes.decision->strength > 0) return;
        work.picture = std::move(work.draft);
        work.draft.reset();
    }

    void end(Run& run) override { run.model.vae_decoder.unload(); }

    int done_before(const Run& run, int picture) const override {
        return run.is_there(picture) || run.is_within(picture, Stage::refining) ? 1 : 0;
    }
};

}  // namespace

std::unique_ptr<PipelineStage> draft_stage() {
    return std::make_unique<DraftStage>();
}

}  // namespace imagelab
