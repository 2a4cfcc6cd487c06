#include "core/graph/ports.h"

#include "core/base/error.h"

namespace imagelab {

ValueId input_of(const Graph& graph, const std::string& name, size_t bytes, DType dtype) {
    for (const ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        if (std::get<op::Input>(node.op).name != name) continue;
        if (node.dtype != dtype || static_cast<size_t>(element_count(node.shape)) * dtype_bytes(node.dtype) != bytes) {
            throw Error("[program] input " + name + " of " + graph.name + " takes " + shape_text(node.shape) + " " +
                        std::string(dtype_name(node.dtype)) + ", " + std::to_string(bytes) + " bytes were given");
        }
        return id;
    }
    throw Error("[program] " + graph.name + " has no input " + name);
}

Rate rate_of_input(const Graph& graph, ValueId input) {
    return std::get<op::Input>(graph.nodes[input].op).rate;
}

size_t output_of(const Graph& graph, const std::string& name) {
    for (size_t i = 0; i < graph.outputs.size(); ++i) {
        if (graph.outputs[i].name == name) return i;
    }
    throw Error("[program] " + graph.name + " has no output " + name);
}

}  // namespace imagelab
