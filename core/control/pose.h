#pragma once
// Poses as OpenPose tells them (Cao et al. 2019), and the drawing that ControlNets for poses read.
#include <array>
#include <string>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

struct PosePoint {
    double x = 0, y = 0;  // pixels
    bool seen = false;
    bool operator==(const PosePoint&) const = default;
};

// One person. Body: nose, neck, right shoulder, elbow, wrist, the same on the left, right hip, knee, ankle, the same on the left, right and
// left eye, right and left ear. Hands: wrist, then four points a finger from the thumb on. Face: the 68 points of iBUG 300-W.
struct Pose {
    std::array<PosePoint, 18> body;
    std::array<PosePoint, 21> left_hand, right_hand;
    std::array<PosePoint, 68> face;
    bool operator==(const Pose&) const = default;
};

// On black, pixel for pixel as controlnet_aux draws it with OpenCV (src/controlnet_aux/dwpose/util.py: draw_bodypose, draw_handpose,
// draw_facepose): limbs of 4 pixels at 0.6 of their colours, joints, hands and faces, whatever the picture's size.
RgbImage pose_picture(const std::vector<Pose>& poses, int width, int height);

// OpenPose's JSON with the size of its picture, as A1111's ControlNet has it: people of pose_keypoints_2d, face_keypoints_2d,
// hand_left_keypoints_2d and hand_right_keypoints_2d, three numbers a point. Reading takes lists that are null or missing, the pixels of
// another size, and coordinates within 0..1; the failure says what is wrong.
std::string pose_json(const std::vector<Pose>& poses, int width, int height);
Result<std::vector<Pose>> poses_from_json(const std::string& text, int width, int height);

}  // namespace imagelab
