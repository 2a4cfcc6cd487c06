#pragma once
// The subject of a picture as a mask, by a network on one device.
#include <functional>
#include <memory>

#include "core/families/network.h"
#include "core/families/segmenter_files.h"
#include "core/image/mask.h"

namespace imagelab {

// 255 is the subject, greys are edges and hair. Throws Error, NotFinite, Cancelled.
GreyImage subject_mask(Device& device, const SegmenterFiles& files, const RgbImage& picture,
                       const std::function<void(double share)>& loading, const CancelToken& cancel);

}  // namespace imagelab
