// Image to image: the start picture becomes the VAE's posterior, from which each picture of the batch draws; for a model that paints by a
// mask also what of the picture is kept.
#include "core/pipelines/stages/paint.h"
#include "core/pipelines/vae_tiles.h"

namespace imagelab {
namespace {

class StartPictureStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::starting; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return {.cost = encoding_cost(resolved, models.base, resolved.latents()), .runs = runs(resolved)};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return !run.is_resumed(picture) || reads_start_again(run, picture); });
    }

    void begin(Run& run) override {
        run.keep_only({&run.model.vae_encoder});
        const auto begin = Clock::now();
        const ResolvedRequest& resolved = run.resolved;
        run.load(stage(), [&](const auto& progress) {
            const VaeTiles tiles = encoding_tiles(resolved, run.model, resolved.latents());
            const auto encoded = [&](const std::vector<float>& pixels) {
                return encode_tiles(run.model, pixels, tiles, progress, run.cancel);
            };
            const auto with_hole = [&] { return encoded(picture_with_hole(resolved)); };
            const bool grey = resolved.painting && resolved.request.mask.fill == MaskFill::grey;
            if (resolved.start) run.start = grey ? with_hole() : encoded(network_pixels(*resolved.start));
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
