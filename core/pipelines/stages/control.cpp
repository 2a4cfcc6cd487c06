// Control pictures are made of pictures, once for the whole batch.
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class ControlStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::controlling; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels&) const override {
        return {.units = static_cast<int>(resolved.controls.size())};
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_step(picture) < run.resolved.last_step; });
    }

    void begin(Run& run) override {
        run.estimate.loaded(stage(), 1);
        for (const Control& control : run.resolved.controls) {
            run.cancel.check();
            const auto begin = Clock::now();
            run.report(stage());
            run.control_pictures.push_back(control_picture(control, run.resolved.picture_width, run.resolved.picture_height));
            run.estimate.worked(stage(), seconds_since(begin));
        }
    }
};

}  // namespace

std::unique_ptr<PipelineStage> control_stage() {
    return std::make_unique<ControlStage>();
}

}  // namespace imagelab
