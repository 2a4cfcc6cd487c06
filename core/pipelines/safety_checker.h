#pragma once
// A classifier that looks at finished pictures for what is not for everybody: the one that comes with the program (MobileNetV2, Sandler et
// al. 2018, trained by nsfwjs; resources/models/safety/convert.py), or an ONNX file of one's own. Nothing leaves the machine.
#include <filesystem>

#include "core/families/network.h"
#include "core/families/picture_model.h"
#include "core/image/picture.h"
#include "core/pipelines/safety_verdict.h"

namespace imagelab {

constexpr double unsafe_from = 0.5;  // a score of this much and more

// What a classifier takes and says, told by its inputs and outputs.
struct SafetyFiles {
    PictureModel model;
    PictureModel::Traced traced;
    int side = 224;  // pixels of the square it looks at
    // How a pixel becomes a number: 0..1; -1..1 ("pixel_values", transformers' ViT); BGR of 0..255 without ImageNet's mean (open-nsfw's
    // Caffe).
    enum class Scale { unit, symmetric, caffe } scale = Scale::unit;
    std::vector<int> unsafe = {};  // classes that are not for everybody
};

// An ONNX file with one picture in, of a fixed or free size, and one row of classes out: 2 (safe, unsafe), 5 (nsfwjs': drawing, hentai,
// neutral, porn, sexy; of which the second and the fourth count), or 1. The failure names the file and what is expected.
Result<SafetyFiles> open_safety_checker(const std::filesystem::path& path);

class SafetyChecker {
  public:
    SafetyChecker(Device& device, SafetyFiles files);

    const SafetyFiles& files() const { return files_; }
    NetworkCost cost() { return network.cost({}); }
    // 0 to 1: how sure it is that the picture is not for everybody. Throws Error, NotFinite, Cancelled.
    double score(const RgbImage& picture, const std::function<void(double share)>& loading, const CancelToken& cancel);

    Network network;

  private:
    SafetyFiles files_;
};

// The picture so blurred that nothing can be made out; in one grey for a picture that is refused.
RgbImage made_safe(const RgbImage& picture, SafetyAction action);

}  // namespace imagelab
