// Faces of the finished picture are made anew by a network.
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class RestoreStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::restoring; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        StageNeeds needs{.cost = models.faces->cost(), .runs = static_cast<double>(pictures), .units = pictures};
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
        const Request& request = run.resolved.request;
        FaceRestorer::Restored restored =
            run.models.faces->restored(*work.picture, {request.face_fidelity, request.face_visibility}, loading, run.cancel);
        work.notes.faces = restored.faces;
        if (restored.faces > 0) {
            work.picture = std::move(restored.picture);
            work.pixels.clear();
        }
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }

    void end(Run& run) override { run.models.faces->unload(); }
};

}  // namespace

std::unique_ptr<PipelineStage> restore_stage() {
    return std::make_unique<RestoreStage>();
}

}  // namespace imagelab
