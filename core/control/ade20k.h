#pragma once
#include <array>
#include <cstdint>

namespace imagelab {

// Colours (0xRRGGBB) of the 150 classes of ADE20K's scene parsing benchmark (Zhou et al. 2017), in its order, as mmsegmentation and
// ControlNets for segmentation have them.
extern const std::array<uint32_t, 150> ade20k_colours;

}  // namespace imagelab
