#pragma once
// Control pictures made of pictures: one annotator a file.
#include "core/control/canny.h"
#include "core/request/request.h"

namespace imagelab {

// What a picture, already brought to the size of the request, becomes for a ControlNet of this type. none: it is a control picture already;
// tile: likewise, for such a network sees the picture itself. Throws Error for a type that cannot_annotate.
RgbImage annotated(const RgbImage& image, ControlType type, CannyThresholds thresholds = {});

// Why there is no annotator for this type here and what to do; empty: there is one. Depth is estimated by a network
// (core/pipelines/depth.h).
std::string cannot_annotate(ControlType type);

}  // namespace imagelab
