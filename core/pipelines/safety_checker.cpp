#include "core/pipelines/safety_checker.h"

#include <algorithm>
#include <cmath>

#include "core/base/number.h"
#include "core/image/mask.h"
#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

constexpr double blur_share = 1.0 / 12;          // of the shorter side: the blur's standard deviation
constexpr float caffe_mean[] = {104, 117, 123};  // blue, green, red

// Bilinear with corners aligned, as tf.image.resizeBilinear does for nsfwjs: side * side pixels of 3 values in 0..255.
std::vector<float> squared(const RgbImage& picture, int side) {
    std::vector<float> out(static_cast<size_t>(side) * side * 3);
    const auto place = [&](int i, int extent) { return side > 1 ? static_cast<double>(i) * (extent - 1) / (side - 1) : 0.0; };
    for (int y = 0; y < side; ++y) {
        const double v = place(y, picture.height);
        const int top = static_cast<int>(v), bottom = std::min(top + 1, picture.height - 1);
        for (int x = 0; x < side; ++x) {
            const double u = place(x, picture.width);
            const int left = static_cast<int>(u), right = std::min(left + 1, picture.width - 1);
            for (int c = 0; c < 3; ++c) {
                const auto at = [&](int row, int column) {
                    return static_cast<double>(picture.pixels[(static_cast<size_t>(row) * picture.width + column) * 3 + c]);
                };
                const double across = u - left, down = v - top;
                const double upper = at(top, left) + (at(top, right) - at(top, left)) * across;
                const double lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * across;
                out[(static_cast<size_t>(y) * side + x) * 3 + c] = static_cast<float>(upper + (lower - upper) * down);
            }
        }
    }
    return out;
}

// As the classifier wants its input.
std::vector<float> prepared(const SafetyFiles& files, const RgbImage& picture) {
    using Scale = SafetyFiles::Scale;
    std::vector<float> pixels = squared(picture, files.side);
    for (size_t i = 0; i < pixels.size(); i += 3) {
        if (files.scale == Scale::caffe) std::swap(pixels[i], pixels[i + 2]);
        for (size_t c = 0; c < 3; ++c) {
            float& value = pixels[i + c];
            value = files.scale == Scale::caffe ? value - caffe_mean[c] : files.scale == Scale::unit ? value / 255 : value / 127.5f - 1;
        }
    }
    return files.model.laid_out(std::move(pixels));
}

// Rows that are no shares of one are taken for logits.
std::vector<double> shares(const std::vector<float>& row) {
    std::vector<double> out(row.begin(), row.end());
    for (const double value : out) {
        if (!std::isfinite(value)) throw NotFinite("the safety checker's classes are not finite");
    }
    if (out.size() == 1) {
        if (out[0] < 0 || out[0] > 1) out[0] = 1 / (1 + std::exp(-out[0]));
        return out;
    }
    double sum = 0;
    for (const double value : out) sum += value;
    if (std::abs(sum - 1) < 1e-2 && *std::min_element(out.begin(), out.end()) >= 0) return out;
    const double largest = *std::max_element(out.begin(), out.end());
    sum = 0;
    for (double& value : out) sum += value = std::exp(value - largest);
    for (double& value : out) value /= sum;
    return out;
}

}  // namespace

Result<SafetyFiles> open_safety_checker(const std::filesystem::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    SafetyFiles files{*model, {}};
    if (files.model.height() > 0) files.side = files.model.height();
    if (files.model.width() > 0 && files.model.width() != files.side)
        return Failure{path.string() + ": its input is no square; a safety checker looks at one"};
    int64_t classes = 1;
    try {
        files.traced = files.model.traced(files.side, files.side);
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    for (const int64_t extent : files.traced.output) classes *= extent;
    if (classes == 1)
        files.unsafe = {0};
    else if (classes == 2)
        files.unsafe = {1};
    else if (classes == 5)
        files.unsafe = {1, 3};
    else
        return Failure{path.string() + ": it gives " + std::to_string(classes) +
                       " classes; a safety checker gives 1, 2 (safe, unsafe) or 5 (as nsfwjs)"};
    using Scale = SafetyFiles::Scale;
    files.scale = files.model.input() == "pixel_values"         ? Scale::symmetric
                  : files.model.channels_last() && classes == 2 ? Scale::caffe
                                                                : Scale::unit;
    return files;
}

SafetyChecker::SafetyChecker(Device& device, SafetyFiles files)
    : network(device, files.traced.weights, [graph = files.traced.graph](const NetworkShape&) { return graph; }),
      files_(std::move(files)) {}

double SafetyChecker::score(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel) {
    Program& program = network.ready({}, loading, cancel);
    program.write(files_.traced.input_port, prepared(files_, picture));
    program.run(cancel);
    const std::vector<double> classes = shares(program.read(files_.traced.output_port));
    double sum = 0;
    for (const int each : files_.unsafe) sum += classes.at(static_cast<size_t>(each));
    return std::clamp(sum, 0.0, 1.0);
}

const char* safety_done_name(SafetyAction done) {
    switch (done) {
        case SafetyAction::off:
            return "none";
        case SafetyAction::mark:
            return "mark";
        case SafetyAction::blur:
            return "blur";
        case SafetyAction::refuse:
            return "refuse";
    }
    return "";
}

std::string safety_text(const SafetyVerdict& verdict) {
    const std::string score = general_text(verdict.score, 2);
    switch (verdict.done) {
        case SafetyAction::off:
            return "the safety checker passed this picture (" + score + ")";
        case SafetyAction::mark:
            return "the safety checker takes this picture for unsafe (" + score + ")";
        case SafetyAction::blur:
            return "the safety checker took this picture for unsafe (" + score + ") and blurred it";
        case SafetyAction::refuse:
            return "the safety checker took this picture for unsafe (" + score + ") and left a grey one in its place";
    }
    return {};
}

RgbImage made_safe(const RgbImage& picture, SafetyAction action) {
    RgbImage safe = picture;
    if (action == SafetyAction::refuse) std::fill(safe.pixels.begin(), safe.pixels.end(), uint8_t{128});
    if (action != SafetyAction::blur) return safe;
    const int deviation = std::max(1, static_cast<int>(std::lround(std::min(picture.width, picture.height) * blur_share)));
    GreyImage channel{picture.width, picture.height, std::vector<uint8_t>(picture.pixels.size() / 3)};
    for (size_t c = 0; c < 3; ++c) {
        for (size_t i = 0; i < channel.pixels.size(); ++i) channel.pixels[i] = picture.pixels[i * 3 + c];
        const GreyImage soft = blurred(channel, deviation);
        for (size_t i = 0; i < soft.pixels.size(); ++i) safe.pixels[i * 3 + c] = soft.pixels[i];
    }
    return safe;
}

}  // namespace imagelab
