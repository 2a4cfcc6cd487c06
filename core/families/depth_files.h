#pragma once
// A network that tells how far away each pixel of a picture is, which people bring as ONNX.
#include <array>

#include "core/families/picture_model.h"

namespace imagelab {

// What a published network wants, told by its file's name.
struct DepthFiles {
    PictureModel model;
    std::string name;                   // of the network, for people
    int side = 384, multiple = 32;      // where its sides are free: the shorter one in pixels, and what both are multiples of
    std::array<float, 3> mean, spread;  // of colours in 0..1: (value - mean) / spread
    bool distance = false;              // it tells metres; else nearness, of no unit
};

// MiDaS (Ranftl et al. 2020), DPT (Ranftl et al. 2021), Depth Anything 1 and 2 (Yang et al. 2024) and whatever takes a picture with
// ImageNet's mean and gives one number a pixel, [1, height, width] or [1, 1, height, width]. The failure names the file.
Result<std::shared_ptr<const DepthFiles>> open_depth(const std::filesystem::path& path);

}  // namespace imagelab
