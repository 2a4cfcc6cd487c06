// Image to image: the start picture becomes the VAE's posterior, from which each picture of the batch draws.
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class StartPictureStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::starting; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return {.cost = models.base.vae_encoder.cost({1, resolved.picture_height, resolved.picture_width, 0}), .runs = 1};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return !run.is_resumed(picture); });
    }

    void begin(Run& run) override {
        run.keep_only({&run.model.vae_encoder});
        const auto begin = Clock::now();
        run.load(stage(), [&](const auto& progress) { run.start = encode_picture(run.model, *run.resolved.start, progress, run.cancel); });
        run.estimate.worked(stage(), seconds_since(begin));
        run.model.vae_encoder.unload();
    }
};

}  // namespace

std::unique_ptr<PipelineStage> start_picture_stage() {
    return std::make_unique<StartPictureStage>();
}

}  // namespace imagelab
