#pragma once
// What networks that people bring see in a picture: its subject, faces, hands, persons, what a detailer would paint anew, or the control
// picture that a ControlNet would be shown. Masks without painting, and previews.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/control/pose.h"
#include "core/device/device.h"
#include "core/pipelines/detail_masks.h"

namespace imagelab {

struct Looking {
    // subject: by a network of DATA/models/segmentation; background: all but it; faces, hands, persons: what a detector of
    // DATA/models/detectors finds under such a name; parts: as `use` says; control: what `type` makes of it.
    enum class For { subject, background, faces, hands, persons, parts, control };
    For what = For::subject;
    std::string picture;                   // path
    std::string network;                   // path or name; empty: the first that does
    DetailUse use = {};                    // of parts
    ControlType type = ControlType::none;  // of control
};
struct Seen {
    GreyImage mask;                   // of the picture's size: 255 is what was looked for
    std::vector<DetectedPart> parts;  // those that the mask is made of; empty: of the subject
    std::string network;              // its file's stem; empty: none was asked
    RgbImage picture = {};            // of control, in place of the mask
    std::vector<Pose> poses = {};     // of control and pose: whose drawing the picture is
};

// "subject", "background", "faces", "hands", "persons"
std::vector<std::string> mask_kinds();
Result<Looking::For> mask_kind(const std::string& name);  // the failure says which there are

// The failure says what to do: which network is missing and where to put it, or that nothing was found. Throws Error, NotFinite, Cancelled.
Result<Seen> seen_in(Device& device, const Looking& wanted, const std::filesystem::path& data, const CancelToken& cancel);

}  // namespace imagelab
