#pragma once
// A model that people bring as ONNX and that looks at one picture: a classifier, a depth estimator.
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/graph/graph.h"
#include "core/onnx/session.h"

namespace imagelab {

class PictureModel {
  public:
    // One input of floats, [1, 3, height, width] or [1, height, width, 3], whose sides may be free; with `numbers` others that are one
    // float each. The failure names the file and what was found.
    static Result<PictureModel> open(const std::filesystem::path& path, bool numbers = false);

    const std::filesystem::path& path() const { return path_; }
    const std::string& input() const { return input_; }
    int height() const { return height_; }  // pixels; 0: free
    int width() const { return width_; }
    bool channels_last() const { return channels_last_; }
    const std::vector<std::string>& numbers() const { return numbers_; }  // inputs of one float

    std::vector<std::string> outputs() const;                    // their names, in the model's order
    const std::map<std::string, std::string>& metadata() const;  // as its exporter wrote it

    // Its graph for pictures of this size, of which `input` is one port and the first output the other. The weights lie in the model's
    // file, or were computed for this size. Throws Error.
    struct TracedOutput {
        std::string port;
        Shape shape;
    };
    struct Traced {
        Graph graph;
        std::shared_ptr<const WeightMap> weights;
        Shape output;
        std::string input_port, output_port;
        std::vector<TracedOutput> outputs;  // those that were asked for, in that order
    };
    Traced traced(int height, int width) const;
    // `numbers`: the values of those inputs.
    Traced traced(int height, int width, const std::vector<std::string>& outputs, const std::map<std::string, double>& numbers = {}) const;

    // Pixels [height, width, 3] in the order that the input has.
    std::vector<float> laid_out(std::vector<float> pixels) const;

  private:
    PictureModel() = default;
    std::filesystem::path path_;
    std::shared_ptr<const onnx::OnnxModel> model_;
    std::string input_;
    std::vector<std::string> numbers_;
    int height_ = 0, width_ = 0;
    bool channels_last_ = false;
};

}  // namespace imagelab
