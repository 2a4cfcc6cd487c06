// Tones and colours of the finished picture.
#include "core/image/finishing.h"
#include "core/pipelines/stages/stage.h"

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
        work.pixels.clear();
        const auto& painting = run.resolved.painting;  // it makes a part of the start picture alone
        if (request.match_colours) work.picture = with_colours_of(*work.picture, painting ? painting->base : *run.resolved.start);
        if (request.auto_contrast) work.picture = with_auto_contrast(*work.picture);
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }
};

}  // namespace

std::unique_ptr<PipelineStage> finish_stage() {
    return std::make_unique<FinishStage>();
}

}  // namespace imagelab
