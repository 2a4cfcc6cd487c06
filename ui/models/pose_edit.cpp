#include "ui/models/pose_edit.h"

#include <QImageReader>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/models/mask_file.h"

namespace imagelab {
namespace {

constexpr size_t left_hand = 18, right_hand = left_hand + 21, right_wrist = 4, left_wrist = 7, nose = 0;
const QString poses_key = QStringLiteral("openpose");

template <class AnyPose>
auto& joint_of(AnyPose& pose, size_t joint) {
    if (joint < left_hand) return pose.body[joint];
    return joint < right_hand ? pose.left_hand[joint - left_hand] : pose.right_hand[joint - right_hand];
}

}  // namespace

const PosePoint& pose_point(const Pose& pose, size_t joint) {
    return joint_of(pose, joint);
}

std::optional<PosePlace> nearest_joint(const std::vector<Pose>& poses, QPointF at, double reach) {
    std::optional<PosePlace> found;
    double least = reach;
    for (size_t person = 0; person < poses.size(); ++person) {
        for (size_t joint = 0; joint < pose_joints; ++joint) {
            const PosePoint& point = pose_point(poses[person], joint);
            const double away = std::hypot(point.x - at.x(), point.y - at.y());
            if (!point.seen || away > least || (found && away == least)) continue;
            least = away;
            found = {person, joint};
        }
    }
    return found;
}

std::vector<Pose> with_joint_moved(std::vector<Pose> poses, PosePlace place, QPointF to, QSize canvas) {
    if (place.person >= poses.size() || place.joint >= pose_joints) return poses;
    Pose& pose = poses[place.person];
    PosePoint& moved = joint_of(pose, place.joint);
    // The drawing takes points on the upper and left edge for missing.
    const QPointF kept(std::clamp(to.x(), 1.0, std::max(1.0, canvas.width() - 1.0)), std::clamp(to.y(), 1.0, std::max(1.0, canvas.height() - 1.0)));
    const QPointF by = kept - QPointF(moved.x, moved.y);
    moved = {kept.x(), kept.y(), true};
    const auto carry = [&](auto& points) {
        for (PosePoint& point : points) point.x += by.x(), point.y += by.y();
    };
    if (place.joint == right_wrist) carry(pose.right_hand);
    if (place.joint == left_wrist) carry(pose.left_hand);
    if (place.joint == nose) carry(pose.face);
    return poses;
}

std::vector<Pose> scaled_poses(std::vector<Pose> poses, QSize from, QSize to) {
    const double x = static_cast<double>(to.width()) / std::max(1, from.width()), y = static_cast<double>(to.height()) / std::max(1, from.height());
    const auto scale = [&](auto& points) {
        for (PosePoint& point : points) point.x *= x, point.y *= y;
    };
    for (Pose& pose : poses) scale(pose.body), scale(pose.left_hand), scale(pose.right_hand), scale(pose.face);
    return poses;
}

QImage pose_image(const std::vector<Pose>& poses, QSize canvas) {
    const RgbImage drawn = pose_picture(poses, canvas.width(), canvas.height());
    return QImage(drawn.pixels.data(), drawn.width, drawn.height, 3 * drawn.width, QImage::Format_RGB888).copy();
}

Result<QString> keep_poses(const std::vector<Pose>& poses, QSize canvas, const std::filesystem::path& folder) {
    QImage image = pose_image(poses, canvas);
    image.setText(poses_key, QString::fromStdString(pose_json(poses, canvas.width(), canvas.height())));
    return keep_painted_picture(image, folder);
}

std::optional<KeptPoses> kept_poses(const QString& path) {
    QImageReader reader(path);
    const QString text = reader.text(poses_key);
    const QSize canvas = reader.size();
    if (text.isEmpty() || canvas.isEmpty()) return std::nullopt;
    auto poses = poses_from_json(text.toStdString(), canvas.width(), canvas.height());
    if (!poses) return std::nullopt;
    return KeptPoses{std::move(*poses), canvas};
}

}  // namespace imagelab
