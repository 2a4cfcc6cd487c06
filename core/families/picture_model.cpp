#include "core/families/picture_model.h"

#include "core/onnx/importer.h"

namespace imagelab {
namespace {

constexpr int64_t largest_side = 4096;  // pixels

// The weights of an import, and the file they lie in.
class HeldWeights final : public WeightMap {
  public:
    HeldWeights(std::shared_ptr<const onnx::OnnxModel> model, std::shared_ptr<onnx::ExternalFiles> beside,
                std::shared_ptr<onnx::ImportedWeights> weights)
        : model_(std::move(model)), beside_(std::move(beside)), weights_(std::move(weights)) {
        source_ = weights_->source();
        for (const auto& [name, view] : weights_->tensors()) tensors_[name] = view;
    }
    void release(const TensorView&) const override {}

  private:
    std::shared_ptr<const onnx::OnnxModel> model_;
    std::shared_ptr<onnx::ExternalFiles> beside_;
    std::shared_ptr<onnx::ImportedWeights> weights_;
};

// As the input of this name takes it.
onnx::Array number_for(const onnx::OnnxModel& model, const std::string& name, double value) {
    for (const onnx::ValueDef* input : model.inputs()) {
        if (input->name == name) return onnx::floats_of(input->shape.empty() ? Shape{} : Shape{1}, {value}, input->type);
    }
    throw Error("[picture model] there is no input " + name);
}

// An input of one float, [] or [1]: its name joins `numbers`.
bool takes_number(const onnx::ValueDef& input, std::vector<std::string>& numbers) {
    const bool one = input.shape.empty() || (input.shape.size() == 1 && (input.shape[0].value == 1 || input.shape[0].value < 0));
    if (!onnx::is_float(input.type) || !one) return false;
    numbers.push_back(input.name);
    return true;
}

}  // namespace

Result<PictureModel> PictureModel::open(const std::filesystem::path& path, bool numbers) {
    auto model = onnx::OnnxModel::open(path);
    if (!model) return Failure{model.error()};
    const auto refuse = [&](const std::string& found) {
        return Failure{path.string() + ": " + found + "; expected one picture of floats, [1, 3, height, width] or [1, height, width, 3]"};
    };
    PictureModel opened;
    opened.path_ = path;
    opened.model_ = *model;
    auto inputs = opened.model_->inputs();
    if (numbers) std::erase_if(inputs, [&](const onnx::ValueDef* input) { return takes_number(*input, opened.numbers_); });
    if (inputs.size() != 1) return refuse("it has " + std::to_string(inputs.size()) + " inputs");
    if (opened.model_->outputs().empty()) return refuse("it has no output");
    const onnx::ValueDef& picture = *inputs[0];
    if (picture.type != onnx::ElementType::f32 || picture.shape.size() != 4)
        return refuse("its input \"" + picture.name + "\" has " + std::to_string(picture.shape.size()) + " extents of " +
                      std::string(onnx::numpy_name(picture.type)));
    const auto extent = [&](size_t i) { return picture.shape[i].value; };
    opened.channels_last_ = extent(3) == 3 && extent(1) != 3;
    if (!opened.channels_last_ && extent(1) != 3 && extent(1) >= 0) return refuse("its input has no 3 channels");
    const int64_t height = extent(opened.channels_last_ ? 1 : 2), width = extent(opened.channels_last_ ? 2 : 3);
    if (height > largest_side || width > largest_side)
        return refuse("its input is " + std::to_string(width) + " x " + std::to_string(height) + " pixels large");
    opened.input_ = picture.name;
    opened.height_ = static_cast<int>(std::max<int64_t>(height, 0));
    opened.width_ = static_cast<int>(std::max<int64_t>(width, 0));
    return opened;
}

std::vector<std::string> PictureModel::outputs() const {
    std::vector<std::string> names;
    for (const onnx::ValueDef& output : model_->outputs()) names.push_back(output.name);
    return names;
}

const std::map<std::string, std::string>& PictureModel::metadata() const {
    return model_->definition().metadata;
}

PictureModel::Traced PictureModel::traced(int height, int width) const {
    return traced(height, width, {model_->outputs()[0].name});
}

PictureModel::Traced PictureModel::traced(int height, int width, const std::vector<std::string>& outputs,
                                          const std::map<std::string, double>& numbers) const {
    const auto beside = std::make_shared<onnx::ExternalFiles>(path_.parent_path());
    const CancelToken never;
    onnx::Importer importer(model_->definition(), *beside, DType::f32, never);
    importer.allow((int64_t{1} << 25) + 8 * model_->bytes());
    const Shape shape = channels_last_ ? Shape{1, height, width, 3} : Shape{1, 3, height, width};
    std::map<std::string, std::shared_ptr<const onnx::Array>> known;
    for (const auto& [name, value] : numbers) known[name] = std::make_shared<const onnx::Array>(number_for(*model_, name, value));
    importer.run(known, {{input_, {onnx::ElementType::f32, shape}}}, outputs);
    const onnx::ImportedOutput& output = importer.outputs().at(0);
    if (importer.graph().inputs.size() != 1) throw Error("its output does not depend on the picture");
    Traced traced{importer.graph(), std::make_shared<HeldWeights>(model_, beside, importer.weights()), output.shape, {}, output.port, {}};
    for (const onnx::ImportedOutput& each : importer.outputs()) {
        if (each.host) throw Error("its output does not depend on the picture");
        traced.outputs.push_back({each.port, each.shape});
    }
    const auto node = static_cast<size_t>(traced.graph.inputs[0]);
    traced.input_port = std::get<op::Input>(traced.graph.nodes[node].op).name;
    return traced;
}

std::vector<float> PictureModel::laid_out(std::vector<float> pixels) const {
    if (channels_last_) return pixels;
    const size_t count = pixels.size() / 3;
    std::vector<float> planes(pixels.size());
    for (size_t i = 0; i < count; ++i) {
        for (size_t c = 0; c < 3; ++c) planes[c * count + i] = pixels[i * 3 + c];
    }
    return planes;
}

}  // namespace imagelab
