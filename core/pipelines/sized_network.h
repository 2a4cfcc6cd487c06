#pragma once
// A network that looks at pictures of any size, on one device: its program for the size used last.
#include <array>
#include <map>
#include <memory>
#include <mutex>

#include "core/families/network.h"
#include "core/families/picture_model.h"
#include "core/image/picture.h"

namespace imagelab {

struct NetworkSides {
    int width, height;  // pixels
    auto operator<=>(const NetworkSides&) const = default;
};
// Of a network's picture: fixed sides as they are; free ones keep the shape of width x height, the shorter one `side` (0: its own), both
// multiples of `multiple`.
NetworkSides input_sides(const PictureModel& model, int side, int multiple, int width, int height);

// (value / 255 - mean) / spread of each colour of the picture brought to that size (Lanczos), [height, width, 3]; `bgr`: blue first.
std::vector<float> scaled_pixels(const RgbImage& picture, const NetworkSides& sides, const std::array<float, 3>& mean,
                                 const std::array<float, 3>& spread, bool bgr = false);

class SizedNetwork {
  public:
    // `outputs`: names of those that are read; empty: the first.
    SizedNetwork(Device& device, const PictureModel& model, std::vector<std::string> outputs = {});

    NetworkCost cost(const NetworkSides& sides);  // traced once a size; safe beside a run
    struct Output {
        Shape shape;
        std::vector<float> values;
    };
    // Of pixels [height, width, 3]. Throws Error, Cancelled, and NotFinite, which names `what`.
    std::vector<Output> run(const NetworkSides& sides, std::vector<float> pixels, const std::string& what,
                            const std::function<void(double share)>& loading, const CancelToken& cancel);
    void unload();

  private:
    struct Sized {
        NetworkSides sides;
        PictureModel::Traced traced;
        std::unique_ptr<Network> network;
    };
    Sized made_for(const NetworkSides& sides) const;

    Device& device_;
    const PictureModel& model_;
    std::vector<std::string> outputs_;
    std::unique_ptr<Sized> sized_;
    std::mutex costs_mutex_;
    std::map<NetworkSides, NetworkCost> costs_;
};

}  // namespace imagelab
