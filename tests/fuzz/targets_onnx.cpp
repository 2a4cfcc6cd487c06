#include <algorithm>

#include "core/graph/passes.h"
#include "core/onnx/importer.h"
#include "core/weights/convert.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

constexpr int64_t most_ahead = 1 << 18;  // numbers computed on the host: the bound is checked, the time is not
constexpr int64_t most_given = 4096;

struct GivenInputs {
    std::map<std::string, std::shared_ptr<const onnx::Array>> known;
    std::map<std::string, std::pair<onnx::ElementType, Shape>> shapes;
};

GivenInputs inputs_of(const onnx::ModelDef& model) {
    GivenInputs given;
    for (const onnx::ValueDef& input : model.graph.inputs) {
        const auto& stored = model.graph.initializers;
        if (std::any_of(stored.begin(), stored.end(), [&](const onnx::TensorDef& t) { return t.name == input.name; })) continue;
        Shape shape;
        for (const auto& extent : input.shape) shape.push_back(extent.value < 0 ? 2 : extent.value);
        const int64_t count = onnx::checked_count(shape);
        if (count > most_given || onnx::bytes_of(input.type) == 0) throw Error("not given");
        if (onnx::is_float(input.type))
            given.shapes[input.name] = {input.type, shape};
        else
            given.known[input.name] = std::make_shared<onnx::Array>(
                onnx::integers_of(shape, std::vector<int64_t>(static_cast<size_t>(count), 1), input.type));
    }
    return given;
}

}  // namespace

void run_onnx(std::span<const std::byte> bytes) {
    try {
        const onnx::ModelDef model = onnx::read_model(bytes);
        const GivenInputs given = inputs_of(model);
        onnx::ExternalFiles none("/nonexistent");
        std::vector<std::string> outputs;
        for (const onnx::ValueDef& output : model.graph.outputs) outputs.push_back(output.name);
        onnx::Importer importer(model, none, DType::f32, {});
        importer.allow(most_ahead);
        importer.run(given.known, given.shapes, outputs);
        for (const auto& [name, view] : importer.weights()->tensors()) {
            const int64_t part = std::min(element_count(view.shape), most_given);
            std::vector<float> values(static_cast<size_t>(part));
            read_elements(view, element_count(view.shape) - part, part, DType::f32, reinterpret_cast<std::byte*>(values.data()));
        }
        if (importer.graph().outputs.empty()) return;
        fuse(importer.graph());
        const Schedule order = schedule(importer.graph());
        plan_arena(order, std::vector<int64_t>(order.graph.nodes.size(), 0));
    } catch (const Error&) {
    }
}

}  // namespace imagelab::fuzz
