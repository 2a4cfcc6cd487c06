#pragma once
// How near each pixel of a picture is, by a network on one device.
#include <map>
#include <memory>
#include <mutex>

#include "core/families/depth_files.h"
#include "core/families/network.h"
#include "core/image/brightness.h"
#include "core/image/picture.h"

namespace imagelab {

class DepthEstimator {
  public:
    DepthEstimator(Device& device, std::shared_ptr<const DepthFiles> files) : device_(device), files_(std::move(files)) {}

    const DepthFiles& files() const { return *files_; }
    NetworkCost cost(int width, int height);  // for a picture of this size; traced once a size; safe beside a run
    // 0 (the farthest) to 1 (the nearest) for each pixel of the picture. Throws Error, NotFinite, Cancelled.
    BrightnessMap nearness(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel);
    void unload();

  private:
    // For one size of the network's input.
    struct Sized {
        int width, height;
        std::string input, output;
        Shape shape;
        std::unique_ptr<Network> network;
    };
    Sized made_for(int width, int height) const;  // pixels of its input
    Sized& sized(int width, int height);          // of a picture

    Device& device_;
    std::shared_ptr<const DepthFiles> files_;
    std::unique_ptr<Sized> sized_;
    std::mutex costs_mutex_;
    std::map<std::pair<int, int>, NetworkCost> costs_;  // by the width and height of the network's input
};

// Near is white, as ControlNets read it.
RgbImage depth_picture(const BrightnessMap& nearness);

}  // namespace imagelab
