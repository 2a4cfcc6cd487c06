#include "core/pipelines/pose_finder.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr double sure_enough = 0.3, margin = 1.25;
constexpr size_t most_persons = 32;
constexpr float point_mean[] = {123.675f, 116.28f, 103.53f}, point_spread[] = {58.395f, 57.12f, 57.375f};

// Which of COCO's points each of OpenPose's body is; the neck is no_point of them.
constexpr int no_point = -1;
constexpr int body_points[] = {0, no_point, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3};
constexpr size_t left_shoulder = 5, right_shoulder = 6, first_of_face = 23, first_of_left_hand = 91, first_of_right_hand = 112;

// The part of a picture that the network sees: pixel (x, y) of its own lies at ((x - width / 2) * scale + middle).
struct Crop {
    double x, y, scale;  // middle; pixels of the picture a pixel of the network
};

Crop crop_of(const DetectedPart& person, const PoseFiles& files) {
    const double wide = (person.right - person.left) * margin, high = (person.bottom - person.top) * margin;
    return {(person.left + person.right) / 2, (person.top + person.bottom) / 2, std::max(wide / files.width, high / files.height)};
}

// Bilinear, black beyond the picture, as cv2.warpAffine.
std::vector<float> cropped(const RgbImage& picture, const Crop& crop, const PoseFiles& files) {
    std::vector<float> pixels(static_cast<size_t>(files.width) * static_cast<size_t>(files.height) * 3);
    const auto at = [&](int x, int y, size_t channel) {
        if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 0.0;
        return static_cast<double>(picture.pixels[(static_cast<size_t>(y) * picture.width + static_cast<size_t>(x)) * 3 + channel]);
    };
    size_t i = 0;
    for (int row = 0; row < files.height; ++row) {
        const double v = (row - files.height / 2.0) * crop.scale + crop.y;
        const int top = static_cast<int>(std::floor(v));
        for (int column = 0; column < files.width; ++column) {
            const double u = (column - files.width / 2.0) * crop.scale + crop.x;
            const int left = static_cast<int>(std::floor(u));
            const double across = u - left, down = v - top;
            for (size_t c = 0; c < 3; ++c) {
                const double upper = at(left, top, c) * (1 - across) + at(left + 1, top, c) * across;
                const double lower = at(left, top + 1, c) * (1 - across) + at(left + 1, top + 1, c) * across;
                const double value = std::nearbyint(upper * (1 - down) + lower * down);
                pixels[i++] = (static_cast<float>(value) - point_mean[c]) / point_spread[c];
            }
        }
    }
    return pixels;
}

struct Peak {
    int64_t place;
    float score;
};
Peak peak_of(const std::vector<float>& values, int64_t point, int64_t extent) {
    const auto begin = values.begin() + point * extent, highest = std::max_element(begin, begin + extent);
    return {highest - begin, *highest};
}

Pose as_openpose(const std::vector<PosePoint>& points) {
    Pose pose;
    for (size_t i = 0; i < pose.body.size(); ++i) {
        if (body_points[i] != no_point) pose.body[i] = points[static_cast<size_t>(body_points[i])];
    }
    const PosePoint &left = points[left_shoulder], &right = points[right_shoulder];
    if (left.seen && right.seen) pose.body[1] = {(left.x + right.x) / 2, (left.y + right.y) / 2, true};
    if (static_cast<int64_t>(points.size()) != whole_body) return pose;
    std::copy_n(points.begin() + first_of_face, pose.face.size(), pose.face.begin());
    std::copy_n(points.begin() + first_of_left_hand, pose.left_hand.size(), pose.left_hand.begin());
    std::copy_n(points.begin() + first_of_right_hand, pose.right_hand.size(), pose.right_hand.begin());
    return pose;
}

}  // namespace

PoseFinder::PoseFinder(Device& device, std::shared_ptr<const PoseFiles> files)
    : files_(std::move(files)),
      persons_(files_->persons ? std::make_unique<Detector>(device, files_->persons) : nullptr),
      network_(device, files_->traced.weights, [files = files_](const NetworkShape&) { return files->traced.graph; }) {}

NetworkCost PoseFinder::cost() {
    NetworkCost cost = network_.cost({});
    if (!persons_) return cost;
    const NetworkCost finding = persons_->cost();
    cost.memory.weight_bytes += finding.memory.weight_bytes;
    cost.memory.arena_bytes += finding.memory.arena_bytes;
    cost.memory.code_bytes += finding.memory.code_bytes;
    cost.prompt_flops += finding.prompt_flops, cost.step_flops += finding.step_flops;
    return cost;
}

std::vector<Pose> PoseFinder::found(const RgbImage& picture, const std::function<void(double)>& loading, const CancelToken& cancel) {
    std::vector<DetectedPart> persons;
    if (persons_) persons = persons_->found(picture, sure_enough, {files_->person}, loading, cancel);
    if (persons.size() > most_persons) persons.resize(most_persons);
    if (persons.empty()) {
        DetectedPart whole;
        whole.right = picture.width, whole.bottom = picture.height;
        persons.push_back(whole);
    }
    std::vector<Pose> poses;
    for (const DetectedPart& person : persons) {
        cancel.check();
        poses.push_back(points_of(picture, person, loading, cancel));
    }
    return poses;
}

Pose PoseFinder::points_of(const RgbImage& picture, const DetectedPart& person, const std::function<void(double)>& loading,
                           const CancelToken& cancel) {
    const Crop crop = crop_of(person, *files_);
    Program& program = network_.ready({}, loading, cancel);
    program.write(files_->traced.input_port, files_->model.laid_out(cropped(picture, crop, *files_)));
    program.run(cancel);
    const auto &columns = files_->traced.outputs[0], &rows = files_->traced.outputs[1];
    const std::vector<float> x = program.read(columns.port), y = program.read(rows.port);
    std::vector<PosePoint> points;
    for (int64_t point = 0; point < columns.shape[1]; ++point) {
        const Peak across = peak_of(x, point, columns.shape[2]), down = peak_of(y, point, rows.shape[2]);
        const float score = std::min(across.score, down.score);
        if (!std::isfinite(across.score) || !std::isfinite(down.score)) throw NotFinite("the key points of a pose are not finite");
        const auto place = [&](int64_t at, int64_t places, int side, double middle) {
            return (static_cast<double>(at) * side / static_cast<double>(places) - side / 2.0) * crop.scale + middle;
        };
        points.push_back({place(across.place, columns.shape[2], files_->width, crop.x),
                          place(down.place, rows.shape[2], files_->height, crop.y), score > sure_enough});
    }
    return as_openpose(points);
}

void PoseFinder::unload() {
    if (persons_) persons_->network.unload();
    network_.unload();
}

}  // namespace imagelab
