#include "core/pipelines/face_restorer.h"

#include <algorithm>
#include <cmath>

#include "core/image/similarity.h"
#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr double face_confidence = 0.6, least_between_eyes = 5;
constexpr double template_side = 512;
// facexlib/utils/face_restoration_helper.py: the eyes, the nose and the mouth's corners of FFHQ's faces.
constexpr std::array<std::array<double, 2>, 5> face_template{
    {{192.98138, 239.94708}, {318.90277, 240.1936}, {256.63416, 314.01935}, {201.26117, 371.41043}, {313.08905, 371.15118}}};
constexpr std::array<uint8_t, 3> beyond_the_picture{132, 133, 135};

}  // namespace

FaceRestorer::FaceRestorer(Device& device, std::shared_ptr<const FaceFiles> files)
    : device_(device), files_(std::move(files)), detector_(device, files_->detector) {}

FaceRestorer::Prepared FaceRestorer::prepared(double fidelity) const {
    PictureModel::Traced traced = files_->traced(fidelity);
    auto network = std::make_unique<Network>(device_, traced.weights, [graph = traced.graph](const NetworkShape&) { return graph; });
    return {fidelity, std::move(traced), std::move(network)};
}

NetworkCost FaceRestorer::cost() {
    const std::lock_guard lock(cost_mutex_);
    if (cost_) return *cost_;
    NetworkCost cost = prepared(Wish{}.fidelity).network->cost({});
    const NetworkCost finding = detector_.cost();
    cost.memory.weight_bytes += finding.memory.weight_bytes;
    cost.memory.arena_bytes += finding.memory.arena_bytes;
    cost.memory.code_bytes += finding.memory.code_bytes;
    cost.prompt_flops += finding.prompt_flops, cost.step_flops += finding.step_flops;
    return *(cost_ = cost);
}

RgbImage FaceRestorer::made_anew(const RgbImage& face, double fidelity, const std::function<void(double)>& loading,
                                 const CancelToken& cancel) {
    if (!files_->has_fidelity()) fidelity = Wish{}.fidelity;
    if (!prepared_ || prepared_->fidelity != fidelity) prepared_ = std::make_unique<Prepared>(prepared(fidelity));
    Program& program = prepared_->network->ready({}, loading, cancel);
    std::vector<float> pixels;
    pixels.reserve(face.pixels.size());
    for (const uint8_t value : face.pixels) pixels.push_back(static_cast<float>(value) / 127.5f - 1);
    program.write(prepared_->traced.input_port, files_->model.laid_out(std::move(pixels)));
    program.run(cancel);
    const std::vector<float> planes = program.read(prepared_->traced.output_port);
    RgbImage made{face.width, face.height, std::vector<uint8_t>(face.pixels.size())};
    const size_t count = face.pixels.size() / 3;
    for (size_t i = 0; i < made.pixels.size(); ++i) {
        const float value = planes[i % 3 * count + i / 3];
        if (!std::isfinite(value)) throw NotFinite("the values of the network for faces are not finite");
        made.pixels[i] = static_cast<uint8_t>(std::lround((std::clamp(value, -1.0f, 1.0f) + 1) * 127.5f));
    }
    return made;
}

FaceRestorer::Restored FaceRestorer::restored(const RgbImage& picture, const Wish& wish, const std::function<void(double)>& loading,
                                              const CancelToken& cancel) {
    Restored result{picture, 0};
    auto points = face_template;
    for (auto& [x, y] : points) x *= files_->side / template_side, y *= files_->side / template_side;
    for (const DetectedPart& face : detector_.found(picture, face_confidence, {}, loading, cancel)) {
        cancel.check();
        if (std::hypot(face.points[0][0] - face.points[1][0], face.points[0][1] - face.points[1][1]) < least_between_eyes) continue;
        const Similarity to_template = similarity_between(face.points, points);
        const RgbImage aligned = square_of(result.picture, to_template, files_->side, beyond_the_picture);
        paste_square(result.picture, aligned, made_anew(aligned, wish.fidelity, loading, cancel), to_template, wish.visibility);
        ++result.faces;
    }
    return result;
}

void FaceRestorer::unload() {
    detector_.network.unload();
    if (prepared_) prepared_->network->unload();
}

std::string faces_text(int faces, const std::string& network) {
    if (faces == 0) return network + " found no face to restore";
    return network + " restored " + std::to_string(faces) + (faces == 1 ? " face" : " faces");
}

}  // namespace imagelab
