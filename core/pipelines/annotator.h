#pragma once
// Control pictures by networks that people bring, on one device.
#include "core/families/annotator_files.h"
#include "core/families/network.h"
#include "core/image/picture.h"

namespace imagelab {

class Annotator {
  public:
    virtual ~Annotator() = default;
    virtual NetworkCost cost(int width, int height) = 0;  // for a picture of this size (of one person); safe beside a run
    // The control picture of a picture, of its size. Throws Error, NotFinite, Cancelled.
    virtual RgbImage made(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel) = 0;
    virtual void unload() = 0;
};
std::unique_ptr<Annotator> make_annotator(Device& device, const AnnotatorFiles& files);

}  // namespace imagelab
