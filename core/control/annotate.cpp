#include "core/control/annotate.h"

#include "core/control/lineart.h"
#include "core/control/scribble.h"

namespace imagelab {

std::string cannot_annotate(ControlType type) {
    const bool depth = type == ControlType::depth;
    if (!depth && type != ControlType::pose) return {};
    if (depth)
        return "depth is estimated by a network of your own: put MiDaS, DPT or Depth Anything as ONNX into DATA/models/depth, or give a "
               "depth map (near is white) as the image, with type none";
    return "poses are found by a network that is not built yet; give a drawn pose (OpenPose's colours) as the image, with type none";
}

RgbImage annotated(const RgbImage& image, ControlType type, CannyThresholds thresholds) {
    switch (type) {
        case ControlType::none:
        case ControlType::tile:
            return image;
        case ControlType::canny:
            return canny(image, thresholds);
        case ControlType::scribble:
            return scribble(image);
        case ControlType::lineart:
            return lineart(image);
        case ControlType::depth:
        case ControlType::pose:
            break;
    }
    throw Error("[control] " + cannot_annotate(type));
}

}  // namespace imagelab
