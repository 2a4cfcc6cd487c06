#include "core/control/annotate.h"

#include "core/control/lineart.h"
#include "core/control/scribble.h"
#include "core/control/softedge.h"

namespace imagelab {
namespace {

std::string needs(const std::string& what, const std::string& networks, const std::string& folder, const std::string& map) {
    return what + " by a network of your own: put " + networks + " as ONNX into DATA/models/" + folder + ", or give " + map +
           " as the image, with type none";
}

}  // namespace

std::string cannot_annotate(ControlType type) {
    switch (type) {
        case ControlType::depth:
            return needs("depth is estimated", "MiDaS, DPT or Depth Anything", "depth", "a depth map (near is white)");
        case ControlType::pose:
            return needs("poses are found", "DWPose (dw-ll_ucoco_384.onnx and yolox_l.onnx)", "annotators/pose",
                         "a drawn pose (OpenPose's colours)");
        case ControlType::normal:
            return needs("normals are estimated", "NormalBae, DSINE or Omnidata", "annotators/normal", "a normal map");
        case ControlType::segmentation:
            return needs("what stands where is told", "SegFormer or UperNet for ADE20K", "annotators/segmentation",
                         "a map in ADE20K's colours");
        default:
            return {};
    }
}

bool networks_annotate(ControlType type) {
    return !cannot_annotate(type).empty() || type == ControlType::softedge || type == ControlType::lineart;
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
        case ControlType::softedge:
            return softedge(image);
        case ControlType::depth:
        case ControlType::pose:
        case ControlType::normal:
        case ControlType::segmentation:
            break;
    }
    throw Error("[control] " + cannot_annotate(type));
}

}  // namespace imagelab
