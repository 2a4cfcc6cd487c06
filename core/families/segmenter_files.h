#pragma once
// A network that tells a picture's subject from its background, which people bring as ONNX.
#include <array>

#include "core/families/picture_model.h"

namespace imagelab {

// What a published network wants, told by its file's name.
struct SegmenterFiles {
    PictureModel model;
    std::string name;                   // of the network, for people
    int side = 1024, multiple = 32;     // where its sides are free: both are `side`
    std::array<float, 3> mean, spread;  // of colours in 0..1: (value - mean) / spread
    bool by_lightest = false;           // colours are divided by the picture's lightest value first (rembg, u2net)
    bool stretched = true;              // what it gives is stretched over 0..1; else taken as it is
};

// U2-Net and Silueta (Qin et al. 2020), IS-Net (Qin et al. 2022), BiRefNet (Zheng et al. 2024), RMBG 1.4 and 2.0 (BRIA), MODNet (Ke et al.
// 2022), with sizes and colours as rembg (rembg/sessions) and their authors' code have them, and whatever takes a picture with ImageNet's
// mean and gives one number a pixel as its first output. The failure names the file.
Result<std::shared_ptr<const SegmenterFiles>> open_segmenter(const std::filesystem::path& path);

}  // namespace imagelab
