// Tones and colours of the finished picture.
#include "core/image/finishing.h"
#include "core/pipelines/stages/stage.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

class FinishStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::finishing; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels&) const override { return {.units = resolved.request.batch}; }

    void make(Run& run, PictureRun& work) override {
        const auto begin = Clock::now();
        run.report(stage());
        const Request& request = run.resolved.request;
        if (request.match_colours || request.auto_contrast) work.pixels.clear();
        const auto& painting = run.resolved.painting;  // it makes a part of the start picture alone
        if (request.match_colours) work.picture = with_colours_of(*work.picture, painting ? painting->base : *run.resolved.start);
        if (request.auto_contrast) work.picture = with_auto_contrast(*work.picture);
        if (request.sharpen.amount > 0 || request.grain > 0) refine(request, work);
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }

  private:
    // Of the pixels as they were decoded, where they are kept.
    static void refine(const Request& request, PictureRun& work) {
        FinePicture fine = fine_picture(*work.picture);
        const bool kept = !work.pixels.empty();
        if (kept) fine.pixels = std::move(work.pixels);
        if (request.sharpen.amount > 0) sharpen(fine, request.sharpen.amount, request.sharpen.radius);
        if (request.grain > 0) add_grain(fine, request.grain, seed_of_picture(request, work.index).value());
        work.picture = coarse_picture(fine);
        work.pixels.clear();
        if (kept) work.pixels = std::move(fine.pixels);
    }
};

}  // namespace

std::unique_ptr<PipelineStage> finish_stage() {
    return std::make_unique<FinishStage>();
}

}  // namespace imagelab
