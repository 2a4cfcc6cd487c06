#pragma once
// Control pictures made of pictures: one annotator a file.
#include "core/control/canny.h"
#include "core/request/request.h"

namespace imagelab {

// What a picture, already brought to the size of the request, becomes for a ControlNet of this type. none: it is a control picture already;
// tile: likewise, for such a network sees the picture itself. Throws Error for a type that cannot_annotate.
RgbImage annotated(const RgbImage& image, ControlType type, CannyThresholds thresholds = {});

// Why there is no annotator for this type but a network (core/pipelines/annotator.h) and what to do; empty: there is one.
std::string cannot_annotate(ControlType type);

// A network that people bring makes such pictures, or makes them better than what is here.
bool networks_annotate(ControlType type);

}  // namespace imagelab
