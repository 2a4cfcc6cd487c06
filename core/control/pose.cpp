#include "core/control/pose.h"

#include <algorithm>
#include <cmath>

#include "core/image/strokes.h"

namespace imagelab {
namespace {

constexpr int limb_width = 4, joint_radius = 4, face_radius = 3, finger_width = 2;
constexpr double limb_share = 0.6;
constexpr int limbs[][2] = {{1, 2},  {1, 5},   {2, 3},   {3, 4}, {5, 6},  {6, 7},   {1, 8},  {8, 9},  {9, 10},
                            {1, 11}, {11, 12}, {12, 13}, {1, 0}, {0, 14}, {14, 16}, {0, 15}, {15, 17}};
constexpr StrokeColour joint_colours[] = {{255, 0, 0}, {255, 85, 0}, {255, 170, 0}, {255, 255, 0}, {170, 255, 0}, {85, 255, 0},
                                          {0, 255, 0}, {0, 255, 85}, {0, 255, 170}, {0, 255, 255}, {0, 170, 255}, {0, 85, 255},
                                          {0, 0, 255}, {85, 0, 255}, {170, 0, 255}, {255, 0, 255}, {255, 0, 170}, {255, 0, 85}};

PixelPlace pixel(const PosePoint& point) {
    return {static_cast<int>(point.x), static_cast<int>(point.y)};
}

// Points at the very edge are taken for missing there.
bool within(const PosePoint& point) {
    return point.seen && pixel(point).x > 0 && pixel(point).y > 0;
}

void draw_limb(RgbImage& canvas, const PosePoint& from, const PosePoint& to, const StrokeColour& colour) {
    const double down = from.y - to.y, across = from.x - to.x;
    const double degrees = std::atan2(down, across) * 180 / 3.14159265358979323846;
    const PixelPlace middle{static_cast<int>((from.x + to.x) / 2), static_cast<int>((from.y + to.y) / 2)};
    const auto half = static_cast<int>(std::sqrt(down * down + across * across) / 2);
    fill_convex(canvas, ellipse_corners(middle, half, limb_width, static_cast<int>(degrees)), colour);
}

// matplotlib's hsv_to_rgb of full saturation and value.
StrokeColour hue(double share) {
    StrokeColour colour{};
    for (int c = 0; c < 3; ++c) {
        const double place = std::fmod(share * 6 + (c == 0 ? 0 : c == 1 ? 4 : 2), 6);
        colour[static_cast<size_t>(c)] = static_cast<uint8_t>(std::nearbyint(255 * std::clamp(std::abs(place - 3) - 1, 0.0, 1.0)));
    }
    return colour;
}

void draw_hand(RgbImage& canvas, const std::array<PosePoint, 21>& hand) {
    for (size_t finger = 0; finger < 5; ++finger) {
        for (size_t joint = 0; joint < 4; ++joint) {
            const PosePoint &from = hand[joint == 0 ? 0 : finger * 4 + joint], &to = hand[finger * 4 + joint + 1];
            if (within(from) && within(to))
                thick_line(canvas, pixel(from), pixel(to), finger_width, hue(static_cast<double>(finger * 4 + joint) / 20));
        }
    }
    for (const PosePoint& point : hand) {
        if (within(point)) fill_circle(canvas, pixel(point), joint_radius, {0, 0, 255});
    }
}

}  // namespace

RgbImage pose_picture(const std::vector<Pose>& poses, int width, int height) {
    RgbImage canvas{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3)};
    for (size_t i = 0; i < std::size(limbs); ++i) {
        for (const Pose& pose : poses) {
            const PosePoint &from = pose.body[static_cast<size_t>(limbs[i][0])], &to = pose.body[static_cast<size_t>(limbs[i][1])];
            if (from.seen && to.seen) draw_limb(canvas, from, to, joint_colours[i]);
        }
    }
    for (uint8_t& value : canvas.pixels) value = static_cast<uint8_t>(value * limb_share);
    for (size_t i = 0; i < std::size(joint_colours); ++i) {
        for (const Pose& pose : poses) {
            if (pose.body[i].seen) fill_circle(canvas, pixel(pose.body[i]), joint_radius, joint_colours[i]);
        }
    }
    for (const auto hand : {&Pose::left_hand, &Pose::right_hand}) {
        for (const Pose& pose : poses) draw_hand(canvas, pose.*hand);
    }
    for (const Pose& pose : poses) {
        for (const PosePoint& point : pose.face) {
            if (within(point)) fill_circle(canvas, pixel(point), face_radius, {255, 255, 255});
        }
    }
    return canvas;
}

}  // namespace imagelab
