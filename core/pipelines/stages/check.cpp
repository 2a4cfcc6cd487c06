// A classifier looks at the finished picture; one that is not for everybody is marked, blurred or left out, as was asked for.
#include "core/pipelines/stages/look.h"

namespace imagelab {
namespace {

class CheckStage final : public LookingStage {
  public:
    Stage stage() const override { return Stage::checking; }
    void end(Run& run) override { run.models.safety->network.unload(); }

  protected:
    NetworkCost cost(const RunModels& models) const override { return models.safety->cost(); }

    void look(Run& run, PictureRun& work, const std::function<void(double share)>& loading) const override {
        SafetyVerdict verdict{run.models.safety->score(*work.picture, loading, run.cancel)};
        if (verdict.score >= unsafe_from) verdict.done = run.resolved.request.safety;
        work.notes.safety = verdict;
        if (verdict.done == SafetyAction::blur || verdict.done == SafetyAction::refuse) {
            work.picture = made_safe(*work.picture, verdict.done);
            work.pixels.clear();
        }
    }
};

}  // namespace

std::unique_ptr<PipelineStage> check_stage() {
    return std::make_unique<CheckStage>();
}

}  // namespace imagelab
