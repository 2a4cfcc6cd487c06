#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor group_norm(Tensor x, const std::string& name, int groups, float eps) {
    require(x.shape().size() >= 3 && groups > 0 && x.dim(-1) % groups == 0 && eps > 0, "group_norm",
            "x " + text(x) + " in " + std::to_string(groups) + " groups (" + name +
                "): expected x [b, ..., c], c a multiple of groups, eps > 0");
    const Shape channels{x.dim(-1)};
    Graph& graph = *x.graph();
    return append(graph, op::GroupNorm{whole(name + ".weight", channels), whole(name + ".bias", channels), groups, eps}, {x}, x.shape(),
                  graph.compute);
}

Tensor layer_norm(Tensor x, const std::string& name, float eps) {
    require(x.shape().size() >= 2 && eps > 0, "layer_norm", "x " + text(x) + " (" + name + "): expected x [..., c] and eps > 0");
    const Shape channels{x.dim(-1)};
    Graph& graph = *x.graph();
    return append(graph, op::LayerNorm{whole(name + ".weight", channels), whole(name + ".bias", channels), eps}, {x}, x.shape(),
                  graph.compute);
}

}  // namespace imagelab::ops
