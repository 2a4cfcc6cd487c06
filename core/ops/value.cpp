// What enters and leaves a graph.
#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor input(Graph& graph, std::string name, Shape shape, DType dtype, Rate rate) {
    for (ValueId id : graph.inputs) {
        require(std::get<op::Input>(graph.nodes[id].op).name != name, "input",
                "\"" + name + "\" " + shape_text(shape) + ": the name is taken");
    }
    for (int64_t extent : shape) require(extent > 0, "input", "\"" + name + "\" " + shape_text(shape) + ": extents must be positive");
    const Tensor value = append(graph, op::Input{std::move(name), rate}, {}, std::move(shape), dtype);
    graph.inputs.push_back(value.id());
    return value;
}

void output(Graph& graph, std::string name, Tensor value) {
    require(value.graph() == &graph, "output", "\"" + name + "\": the value is empty or of another graph");
    for (const Graph::Output& other : graph.outputs) require(other.name != name, "output", "\"" + name + "\": the name is taken");
    graph.outputs.push_back({std::move(name), value.id()});
}

Tensor constant(Graph& graph, Shape shape, std::vector<float> values) {
    require(element_count(shape) == static_cast<int64_t>(values.size()), "constant",
            "shape " + shape_text(shape) + ", values [" + std::to_string(values.size()) + "]: the element counts differ");
    return append(graph, op::Constant{std::move(values)}, {}, std::move(shape), DType::f32);
}

Tensor constant_ids(Graph& graph, Shape shape, const std::vector<int32_t>& ids) {
    for (int32_t id : ids) require(id >= 0 && id < 1 << 24, "constant", "id " + std::to_string(id) + " is not within 0 to 2^24");
    require(element_count(shape) == static_cast<int64_t>(ids.size()), "constant",
            "shape " + shape_text(shape) + ", ids [" + std::to_string(ids.size()) + "]: the element counts differ");
    return append(graph, op::Constant{{ids.begin(), ids.end()}}, {}, std::move(shape), DType::i32);
}

Tensor weight(Graph& graph, std::string name, Shape shape) {
    for (int64_t extent : shape) require(extent > 0, "weight", name + " " + shape_text(shape) + ": extents must be positive");
    WeightRef whole_weight = whole(std::move(name), shape);
    return append(graph, op::Weight{std::move(whole_weight)}, {}, std::move(shape), graph.compute);
}

}  // namespace imagelab::ops
