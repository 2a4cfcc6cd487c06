#include "core/training/training_graph.h"

#include <algorithm>

#include "core/autodiff/reverse.h"
#include "core/models/unet_sdxl.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Sums stay in f32 whatever the graph computes in: first along rows, then over them, so that no sum is long.
Tensor sum_of(Tensor x) {
    Graph& graph = *x.graph();
    const int64_t row = x.dim(2) * x.dim(3), rows = x.dim(0) * x.dim(1);
    const auto ones = [&](int64_t count) { return std::vector<float>(static_cast<size_t>(count), 1.0f); };
    const auto in_f32 = [&](Tensor product) {
        graph.nodes[product.id()].dtype = DType::f32;
        return product;
    };
    const Tensor of_rows = in_f32(ops::matmul(ops::reshape(x, {rows, row}), ops::constant(graph, {row, 1}, ones(row))));
    return in_f32(ops::matmul(ops::constant(graph, {1, rows}, ones(rows)), of_rows));
}

Tensor weighted_square_error(Tensor prediction) {
    Graph& graph = *prediction.graph();
    const Tensor target = ops::input(graph, "target", prediction.shape(), DType::f32, Rate::step);
    const Tensor weight = ops::input(graph, "loss_weight", {prediction.dim(0), 1, 1, 1}, DType::f32, Rate::step);
    const Tensor difference = ops::sub(ops::cast(prediction, DType::f32), target);
    const Tensor squares = ops::mul(ops::mul(difference, difference), weight);
    const auto count = static_cast<float>(element_count(squares.shape()));
    return ops::reshape(ops::affine(sum_of(squares), 1 / count, 0), {1});
}

}  // namespace

std::string gradient_of(const std::string& input) {
    return "gradient of " + input;
}

bool is_trained(const std::string& module, const std::vector<std::string>& targets) {
    if (module.find("attentions.") == module.npos) return false;
    return std::any_of(targets.begin(), targets.end(),
                       [&](const std::string& target) { return module == target || module.ends_with("." + target); });
}

LowRankGraph training_graph(const UnetConfig& config, const TrainingGraphShape& shape, DType compute,
                            const std::function<bool(const std::string&)>& trained, int64_t rank, float scale) {
    Graph traced;
    traced.compute = compute;
    trace_unet(traced, config, shape.batch, shape.latent_height, shape.latent_width, shape.tokens);
    LowRankGraph low_rank = with_low_rank(traced, trained, rank, scale);
    Graph& graph = low_rank.graph;
    graph.name = "training";
    const Tensor loss = weighted_square_error(Tensor(&graph, graph.outputs.at(0).value));
    graph.outputs.clear();
    ops::output(graph, "loss", loss);

    std::vector<std::string> names;
    std::vector<Tensor> factors;
    for (const LowRankModule& module : low_rank.modules) {
        for (const std::string& name : {module.a, module.b}) {
            const auto found = std::find_if(graph.inputs.begin(), graph.inputs.end(),
                                            [&](ValueId id) { return std::get<op::Input>(graph.nodes[id].op).name == name; });
            names.push_back(name);
            factors.emplace_back(&graph, *found);
        }
    }
    const std::vector<Tensor> derived = gradients(loss, factors);
    for (size_t i = 0; i < names.size(); ++i) ops::output(graph, gradient_of(names[i]), ops::cast(derived[i], DType::f32));
    return low_rank;
}

}  // namespace imagelab
