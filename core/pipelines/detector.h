#pragma once
// What a detector finds in a picture, on one device.
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/families/detector_files.h"
#include "core/families/network.h"
#include "core/image/mask.h"

namespace imagelab {

struct DetectedPart {
    double left = 0, top = 0, right = 0, bottom = 0;  // pixels of the picture, within it
    float confidence = 0;
    int kind = 0;  // class
    std::string name;
    GreyImage mask;  // of the picture's size, 255 and 0; empty where the network finds boxes alone
    // Of a face: the eye, the other eye, the nose, the mouth's corners, from left to right; pixels of the picture. Empty: of other things.
    std::vector<std::array<double, 2>> points;
    double area() const { return (right - left) * (bottom - top); }
};

class Detector {
  public:
    Detector(Device& device, std::shared_ptr<const DetectorFiles> files);

    const DetectorFiles& files() const { return *files_; }
    NetworkCost cost() { return network.cost({}); }
    // The surest first, at most 300. Of parts of one class that overlap by more than 0.7 of their common area (YuNet: 0.3) the surest
    // stays, as ultralytics' predictor and OpenCV's FaceDetectorYN have it (YOLOX: 0.45, as DWPose). `classes`: those that are looked for;
    // empty: all. Throws Error, NotFinite, Cancelled.
    std::vector<DetectedPart> found(const RgbImage& picture, double confidence, const std::vector<int>& classes,
                                    const std::function<void(double share)>& loading, const CancelToken& cancel);

    Network network;

  private:
    std::shared_ptr<const DetectorFiles> files_;
};

// The picture scaled into a detector's, its shape kept: where it lies there (ultralytics' LetterBox; YuNet's and YOLOX's lie at the
// corner).
struct Letterbox {
    double scale = 1;  // of the picture
    int left = 0, top = 0, width = 0, height = 0;
};
Letterbox letterbox(const RgbImage& picture, const DetectorFiles& files);

// The picture with the boxes of what was found and their names' colours drawn over it, to look at.
RgbImage with_parts_shown(const RgbImage& picture, const std::vector<DetectedPart>& parts);

}  // namespace imagelab
