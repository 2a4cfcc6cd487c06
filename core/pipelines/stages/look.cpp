#include "core/pipelines/stages/look.h"

namespace imagelab {

StageNeeds LookingStage::needs(const ResolvedRequest& resolved, const RunModels& models) const {
    const int pictures = resolved.request.batch;
    StageNeeds needs{.cost = cost(models), .runs = static_cast<double>(pictures), .units = pictures};
    needs.cost.step_flops += needs.cost.prompt_flops;  // all of it looks at a picture
    needs.cost.prompt_flops = 0;
    return needs;
}

void LookingStage::make(Run& run, PictureRun& work) {
    run.keep_only({});
    run.report(stage());
    auto begin = Clock::now();
    look(run, work, [&](double share) {
        run.estimate.loaded(stage(), share);
        run.report(Stage::loading);
        begin = Clock::now();
    });
    run.estimate.loaded(stage(), 1);
    run.estimate.worked(stage(), seconds_since(begin));
}

}  // namespace imagelab
