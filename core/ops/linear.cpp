#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor linear(Tensor x, const std::string& name, int64_t n, Bias bias) {
    require(x.shape().size() >= 2 && x.dim(-1) > 0 && n > 0, "linear",
            "x " + text(x) + " to " + std::to_string(n) + " channels (" + name + "): expected x [..., k] and n > 0");
    op::Linear linear;
    linear.weight = whole(name + ".weight", {n, x.dim(-1)});
    if (bias == Bias::yes) linear.bias = whole(name + ".bias", {n});
    Shape shape = x.shape();
    shape.back() = n;
    Graph& graph = *x.graph();
    return append(graph, std::move(linear), {x}, std::move(shape), graph.compute);
}

}  // namespace imagelab::ops
