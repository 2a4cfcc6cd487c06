// Image to image: the start picture becomes the VAE's posterior, from which each picture of the batch draws; for a model that paints by a
// mask also what of the picture is kept.
#include "core/pipelines/stages/paint.h"

namespace imagelab {
namespace {

class StartPictureStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::starting; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return {.cost = models.base.vae_encoder.cost({1, resolved.picture_height, resolved.picture_width, 0}), .runs = runs(resolved)};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return !run.is_resumed(picture) || reads_start_again(run, picture); });
    }

    void begin(Run& run) override {
        run.keep_only({&run.model.vae_encoder});
        const auto begin = Clock::now();
        const ResolvedRequest& resolved = run.resolved;
        run.load(stage(), [&](const auto& progress) {
            const auto with_hole = [&] {
                return encode_pixels(run.model.vae_encoder, run.model.files().vae, picture_with_hole(resolved), resolved.picture_height,
                                     resolved.picture_width, progress, run.cancel);
            };
            const bool grey = resolved.painting && resolved.request.mask.fill == MaskFill::grey;
            if (resolved.start) run.start = grey ? with_hole() : encode_picture(run.model, *resolved.start, progress, run.cancel);
            if (resolved.reads_mask) run.hole = grey ? run.start : with_hole();
        });
        run.estimate.worked(stage(), seconds_since(begin));
        run.model.vae_encoder.unload();
    }

  private:
    static double runs(const ResolvedRequest& resolved) { return (resolved.start ? 1 : 0) + (resolved.reads_mask ? 1 : 0); }
};

}  // namespace

std::unique_ptr<PipelineStage> start_picture_stage() {
    return std::make_unique<StartPictureStage>();
}

}  // namespace imagelab
