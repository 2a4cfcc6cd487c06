#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/control/pose.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr const char *body_key = "pose_keypoints_2d", *face_key = "face_keypoints_2d", *left_key = "hand_left_keypoints_2d",
                     *right_key = "hand_right_keypoints_2d";

template <size_t count>
json numbers_of(const std::array<PosePoint, count>& points) {
    if (std::none_of(points.begin(), points.end(), [](const PosePoint& point) { return point.seen; })) return nullptr;
    json numbers = json::array();
    for (const PosePoint& point : points) {
        numbers.push_back(point.seen ? point.x : 0.0);
        numbers.push_back(point.seen ? point.y : 0.0);
        numbers.push_back(point.seen ? 1.0 : 0.0);
    }
    return numbers;
}

// Three numbers a point; the failure: what is wrong with the list.
template <size_t count>
std::string read_points(const json& person, const char* key, std::array<PosePoint, count>& points) {
    if (!person.contains(key) || person.at(key).is_null() || person.at(key).empty()) return {};
    const json& numbers = person.at(key);
    if (!numbers.is_array() || !std::all_of(numbers.begin(), numbers.end(), [](const json& each) { return each.is_number(); }))
        return std::string(key) + " is no list of numbers";
    // OpenPose's own faces have 70 points: the pupils stand behind the 68.
    if (numbers.size() < 3 * count)
        return std::string(key) + " has " + std::to_string(numbers.size()) + " numbers and needs " + std::to_string(3 * count);
    for (size_t i = 0; i < count; ++i) {
        const double x = numbers[3 * i].get<double>(), y = numbers[3 * i + 1].get<double>();
        if (numbers[3 * i + 2].get<double>() > 0 && std::isfinite(x) && std::isfinite(y)) points[i] = {x, y, true};
    }
    return {};
}

template <class Visit>
void each_point(std::vector<Pose>& poses, const Visit& visit) {
    for (Pose& pose : poses) {
        for (PosePoint& point : pose.body) visit(point);
        for (PosePoint& point : pose.left_hand) visit(point);
        for (PosePoint& point : pose.right_hand) visit(point);
        for (PosePoint& point : pose.face) visit(point);
    }
}

}  // namespace

std::string pose_json(const std::vector<Pose>& poses, int width, int height) {
    json people = json::array();
    for (const Pose& pose : poses) {
        people.push_back({{body_key, numbers_of(pose.body)},
                          {face_key, numbers_of(pose.face)},
                          {left_key, numbers_of(pose.left_hand)},
                          {right_key, numbers_of(pose.right_hand)}});
    }
    return json{{"people", people}, {"canvas_width", width}, {"canvas_height", height}}.dump();
}

Result<std::vector<Pose>> poses_from_json(const std::string& text, int width, int height) {
    auto read = read_json(text);
    if (!read) return Failure{read.error()};
    // A1111's extension keeps a list of such objects, one a picture.
    const json& file = read->is_array() && !read->empty() ? read->front() : *read;
    if (!file.is_object() || !file.contains("people") || !file.at("people").is_array())
        return Failure{"it has no \"people\", as OpenPose's JSON has"};
    std::vector<Pose> poses;
    for (const json& person : file.at("people")) {
        if (!person.is_object()) return Failure{"one of its people is no object"};
        Pose pose;
        for (const std::string& wrong : {read_points(person, body_key, pose.body), read_points(person, face_key, pose.face),
                                         read_points(person, left_key, pose.left_hand), read_points(person, right_key, pose.right_hand)}) {
            if (!wrong.empty()) return Failure{wrong};
        }
        poses.push_back(pose);
    }
    double farthest = 0;
    each_point(poses, [&](const PosePoint& point) { farthest = std::max({farthest, point.x, point.y}); });
    const auto side = [&](const char* key, int otherwise) {
        const bool said = file.contains(key) && file.at(key).is_number() && file.at(key).get<double>() >= 1;
        return farthest <= 1 ? 1.0 : said ? file.at(key).get<double>() : otherwise;
    };
    const double x = width / side("canvas_width", width), y = height / side("canvas_height", height);
    each_point(poses, [&](PosePoint& point) { point.x *= x, point.y *= y; });
    return poses;
}

}  // namespace imagelab
