// Faces of the finished picture are made anew by a network.
#include "core/pipelines/stages/look.h"

namespace imagelab {
namespace {

class RestoreStage final : public LookingStage {
  public:
    Stage stage() const override { return Stage::restoring; }
    void end(Run& run) override { run.models.faces->unload(); }

  protected:
    NetworkCost cost(const RunModels& models) const override { return models.faces->cost(); }

    void look(Run& run, PictureRun& work, const std::function<void(double share)>& loading) const override {
        const Request& request = run.resolved.request;
        FaceRestorer::Restored restored =
            run.models.faces->restored(*work.picture, {request.face_fidelity, request.face_visibility}, loading, run.cancel);
        work.notes.faces = restored.faces;
        if (restored.faces > 0) {
            work.picture = std::move(restored.picture);
            work.pixels.clear();
        }
    }
};

}  // namespace

std::unique_ptr<PipelineStage> restore_stage() {
    return std::make_unique<RestoreStage>();
}

}  // namespace imagelab
