#pragma once
// How near things in a picture are, for commands that make something of it.
#include <string>

#include "core/base/error.h"
#include "core/image/brightness.h"
#include "core/image/picture.h"

namespace CLI {
class App;
}

namespace imagelab {

struct NearnessOptions {
    std::string network;  // an ONNX file; empty: the one in DATA/models/depth
    std::string device = "auto";
};
// --network and --device, each text behind `before`.
void add_nearness_options(CLI::App& command, NearnessOptions& options, const std::string& before);

// 0 (the farthest) to 1 (the nearest) for each pixel. The failure says what to do.
Result<BrightnessMap> estimated_nearness(const RgbImage& picture, const NearnessOptions& options);

}  // namespace imagelab
