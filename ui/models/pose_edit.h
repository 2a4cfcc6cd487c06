#pragma once
// Poses that are changed by hand over the picture they were found in, and the control picture that becomes of them.
#include <QImage>
#include <QPointF>
#include <QSize>
#include <QString>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/control/pose.h"

namespace imagelab {

// A point of a person that can be moved: 0..17 of the body, then 21 of the left hand and 21 of the right one.
struct PosePlace {
    size_t person = 0, joint = 0;
    bool operator==(const PosePlace&) const = default;
};
constexpr size_t pose_joints = 18 + 21 + 21;
const PosePoint& pose_point(const Pose& pose, size_t joint);

// The seen point that is nearest to a place, at most `reach` away; of two in one place that of the body. None: there is none.
std::optional<PosePlace> nearest_joint(const std::vector<Pose>& poses, QPointF at, double reach);

// One point moved, within a canvas of this size. A hand goes with its wrist, a face with its nose.
std::vector<Pose> with_joint_moved(std::vector<Pose> poses, PosePlace place, QPointF to, QSize canvas);

std::vector<Pose> scaled_poses(std::vector<Pose> poses, QSize from, QSize to);

// pose_picture() as an image.
QImage pose_image(const std::vector<Pose>& poses, QSize canvas);

// A file of DATA/masks that holds the drawing, and the points as the PNG's text "openpose" (pose_json), so that they can be moved again. The
// failure says what to do.
Result<QString> keep_poses(const std::vector<Pose>& poses, QSize canvas, const std::filesystem::path& folder);

struct KeptPoses {
    std::vector<Pose> poses;
    QSize canvas;
};
std::optional<KeptPoses> kept_poses(const QString& path);  // of such a file; none: it is another

}  // namespace imagelab
