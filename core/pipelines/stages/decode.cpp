// Latents become a picture of the size that was asked for.
#include "core/pipelines/aspect_bins.h"
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class DecodeStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::decoding; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, DiffusionModel& model) const override {
        const int pictures = resolved.request.batch;
        return {.cost = model.vae_decoder.cost(resolved.latents()),
                .runs = static_cast<double>(pictures),
                .units = pictures,
                .weights_stay = true,
                .arena_stays = true};
    }

    void make(Run& run, PictureRun& work) override {
        const ResolvedRequest& resolved = run.resolved;
        run.load(stage(), [&](const auto& progress) { run.model.vae_decoder.ready(resolved.latents(), progress, run.cancel); });
        const auto begin = Clock::now();
        run.report(stage());
        const std::vector<float> image =
            decode_latents(run.model, work.latents, resolved.latent_height, resolved.latent_width, {}, run.cancel);
        run.times.decode_s += seconds_since(begin);
        run.estimate.worked(stage(), seconds_since(begin));
        const Request& request = resolved.request;
        const PictureSize made{resolved.picture_height, resolved.picture_width}, wanted{request.height, request.width};
        work.picture = to_rgb(made == wanted ? image : resize_and_crop(image, made, wanted), request.width, request.height);
        work.latents.clear();
        check_not_constant(*work.picture);
    }
};

}  // namespace

std::unique_ptr<PipelineStage> decode_stage() {
    return std::make_unique<DecodeStage>();
}

}  // namespace imagelab
