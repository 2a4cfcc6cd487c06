#pragma once
// Who stands where in a picture, by two networks on one device.
#include "core/control/pose.h"
#include "core/families/annotator_files.h"
#include "core/pipelines/detector.h"

namespace imagelab {

class PoseFinder {
  public:
    PoseFinder(Device& device, std::shared_ptr<const PoseFiles> files);

    NetworkCost cost();  // of finding persons and the points of one
    // As DWPose finds them (ControlNet-v1-1-nightly/annotator/dwpose), in pixels of the picture: persons that are surer than 0.3, the
    // surest first, without a detector or where it finds none the whole picture; points surer than 0.3; a neck between two shoulders that
    // are seen. Throws Error, NotFinite, Cancelled.
    std::vector<Pose> found(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel);
    void unload();

  private:
    Pose points_of(const RgbImage& picture, const DetectedPart& person, const std::function<void(double share)>& loading,
                   const CancelToken& cancel);

    std::shared_ptr<const PoseFiles> files_;
    std::unique_ptr<Detector> persons_;  // null: the picture shows one
    Network network_;
};

}  // namespace imagelab
