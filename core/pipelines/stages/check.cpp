// A classifier looks at the finished picture; one that is not for everybody is marked, blurred or left out, as was asked for.
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class CheckStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::checking; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        StageNeeds needs{.cost = models.safety->cost(), .runs = static_cast<double>(pictures), .units = pictures};
        needs.cost.step_flops += needs.cost.prompt_flops;  // all of it looks at a picture
        needs.cost.prompt_flops = 0;
        return needs;
    }

    void make(Run& run, PictureRun& work) override {
        run.keep_only({});
        run.report(stage());
        auto begin = Clock::now();
        const auto loading = [&](double share) {
            run.estimate.loaded(stage(), share);
            run.report(Stage::loading);
            begin = Clock::now();
        };
        SafetyVerdict verdict{run.models.safety->score(*work.picture, loading, run.cancel)};
        if (verdict.score >= unsafe_from) verdict.done = run.resolved.request.safety;
        work.notes.safety = verdict;
        if (verdict.done == SafetyAction::blur || verdict.done == SafetyAction::refuse) {
            work.picture = made_safe(*work.picture, verdict.done);
            work.pixels.clear();
        }
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }

    void end(Run& run) override { run.models.safety->network.unload(); }
};

}  // namespace

std::unique_ptr<PipelineStage> check_stage() {
    return std::make_unique<CheckStage>();
}

}  // namespace imagelab
