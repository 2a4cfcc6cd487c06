#include "tests/support/naive.h"

namespace imagelab::naive {
namespace {

std::vector<WeightRef> weights_of_live_nodes(const Graph& graph) {
    std::vector<WeightRef> all;
    for (const Node& node : graph.nodes) {
        const std::vector<WeightRef> some = node.dead ? std::vector<WeightRef>{} : weights_of(node.op);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace

std::set<std::string> weight_names(const Graph& graph) {
    std::set<std::string> names;
    for (const WeightRef& weight : weights_of_live_nodes(graph)) {
        for (const WeightPart& part : weight.parts) names.insert(part.name);
    }
    return names;
}

int64_t parameter_count(const Graph& graph) {
    int64_t count = 0;
    for (const WeightRef& weight : weights_of_live_nodes(graph)) count += element_count(weight.shape);
    return count;
}

}  // namespace imagelab::naive
