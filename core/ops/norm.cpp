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

Tensor layer_norm(Tensor x, Tensor scale, Tensor shift, float eps) {
    require(x.shape().size() >= 2 && eps > 0 && element_count(scale.shape()) == x.dim(-1) && element_count(shift.shape()) == x.dim(-1),
            "layer_norm",
            "x " + text(x) + ", scale " + text(scale) + ", shift " + text(shift) + ": expected x [..., c], c values of each, eps > 0");
    return append(*x.graph(), op::LayerNorm{{}, {}, eps}, {x, scale, shift}, x.shape(), x.graph()->compute);
}

Tensor rms_norm(Tensor x, const std::string& name, float eps) {
    require(x.shape().size() >= 2 && eps > 0, "rms_norm", "x " + text(x) + " (" + name + "): expected x [..., c] and eps > 0");
    Graph& graph = *x.graph();
    return append(graph, op::LayerNorm{whole(name + ".weight", {x.dim(-1)}), {}, eps, false}, {x}, x.shape(), graph.compute);
}

Tensor softmax(Tensor x, bool logarithm) {
    require(!x.shape().empty(), "softmax", "x " + text(x) + ": expected x [..., c]");
    return append(*x.graph(), op::Softmax{logarithm}, {x}, x.shape(), x.graph()->compute);
}

}  // namespace imagelab::ops
