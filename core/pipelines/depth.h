#pragma once
// How near each pixel of a picture is, by a network on one device.
#include "core/families/depth_files.h"
#include "core/image/brightness.h"
#include "core/pipelines/sized_network.h"

namespace imagelab {

class DepthEstimator {
  public:
    DepthEstimator(Device& device, std::shared_ptr<const DepthFiles> files) : files_(std::move(files)), network_(device, files_->model) {}

    const DepthFiles& files() const { return *files_; }
    NetworkCost cost(int width, int height) { return network_.cost(sides(width, height)); }  // for a picture of this size
    // 0 (the farthest) to 1 (the nearest) for each pixel of the picture. Throws Error, NotFinite, Cancelled.
    BrightnessMap nearness(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel);
    void unload() { network_.unload(); }

  private:
    NetworkSides sides(int width, int height) const { return input_sides(files_->model, files_->side, files_->multiple, width, height); }

    std::shared_ptr<const DepthFiles> files_;
    SizedNetwork network_;
};

// Near is white, as ControlNets read it.
RgbImage depth_picture(const BrightnessMap& nearness);

}  // namespace imagelab
