#pragma once
// What stages share whose network looks at each finished picture.
#include "core/pipelines/stages/stage.h"

namespace imagelab {

class LookingStage : public PipelineStage {
  public:
    bool each_picture() const final { return true; }
    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const final;
    void make(Run& run, PictureRun& work) final;

  protected:
    virtual NetworkCost cost(const RunModels& models) const = 0;
    // `loading`: told the share, 0..1, of the weights that are there.
    virtual void look(Run& run, PictureRun& work, const std::function<void(double share)>& loading) const = 0;
};

}  // namespace imagelab
