#include "core/training/training_graph.h"

#include <algorithm>
#include <map>

#include "core/autodiff/reverse.h"
#include "core/models/clip_text.h"
#include "core/models/dit_pixart.h"
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

Tensor weighted_square_error(Tensor prediction, bool masked) {
    Graph& graph = *prediction.graph();
    const Tensor target = ops::input(graph, "target", prediction.shape(), DType::f32, Rate::step);
    const Shape places{prediction.dim(0), masked ? prediction.dim(1) : 1, masked ? prediction.dim(2) : 1, 1};
    const Tensor weight = ops::input(graph, "loss_weight", places, DType::f32, Rate::step);
    const Tensor difference = ops::sub(ops::cast(prediction, DType::f32), target);
    const Tensor squares = ops::mul(ops::mul(difference, difference), weight);
    const auto count = static_cast<float>(element_count(squares.shape()));
    return ops::reshape(ops::affine(sum_of(squares), 1 / count, 0), {1});
}

void put_prefix(Op& op, const std::string& prefix) {
    const auto rename = [&](WeightRef& weight) {
        for (WeightPart& part : weight.parts) part.name = prefix + part.name;
    };
    std::visit(
        [&](auto& o) {
            if constexpr (requires { rename(o.weight); }) rename(o.weight);
            if constexpr (requires { rename(o.bias); }) rename(o.bias);
            if constexpr (requires { rename(o.gamma); }) rename(o.gamma);
            if constexpr (requires { rename(o.beta); }) rename(o.beta);
            if constexpr (requires { rename(o.table); }) rename(o.table);
        },
        op);
}

// The graph of a step while it grows.
class StepGraph {
  public:
    StepGraph(DType compute, const TrainingChange& change) : change_(change) {
        made_.graph.name = "training";
        made_.graph.compute = compute;
    }
    Graph& graph() { return made_.graph; }
    DType compute() const { return made_.graph.compute; }

    // Another network behind what is there, with what is trained of it. `given`: values in place of its inputs; its weights and its other
    // inputs get the prefix. Its outputs by name.
    std::map<std::string, Tensor> add(const Graph& network, const std::string& component, const std::string& prefix,
                                      const std::map<std::string, Tensor>& given) {
        if (!change_.layers) return copied(network, prefix, given).outputs;
        LowRankGraph changed = with_low_rank(
            network, [&](const std::string& module) { return change_.trained(component, module); }, *change_.layers);
        Copied copy = copied(changed.graph, prefix, given);
        for (const ValueId id : changed.fixed) fixed_.push_back(copy.ids[static_cast<size_t>(id)]);
        for (LowRankModule& module : changed.modules) {
            for (TrainedFactor& factor : module.factors) factor.input = prefix + factor.input;
            if (!module.row_squares.empty()) module.row_squares = prefix + module.row_squares;
            made_.modules.push_back({std::move(module), component});
        }
        return std::move(copy.outputs);
    }

    Tensor vectors_of(const std::string& component, int64_t width) {
        const TrainedFactor& factor =
            made_.vectors.emplace_back(TrainedFactor{component, component + ".trained_vectors", {change_.vectors, width}});
        return ops::input(graph(), factor.input, factor.shape, DType::f32, Rate::step);
    }

    TrainingGraph finish(Tensor prediction, bool masked) && {
        const Tensor loss = weighted_square_error(prediction, masked);
        ops::output(graph(), "loss", loss);
        std::vector<TrainedFactor> all = made_.vectors;
        for (const TrainedModule& module : made_.modules) all.insert(all.end(), module.factors.begin(), module.factors.end());
        std::map<std::string, ValueId> inputs;
        for (const ValueId id : graph().inputs) inputs[std::get<op::Input>(graph().nodes[id].op).name] = id;
        std::vector<Tensor> trained;
        for (const TrainedFactor& factor : all) trained.emplace_back(&graph(), inputs.at(factor.input));
        const std::vector<Tensor> derived = gradients(loss, trained, fixed_);
        for (size_t i = 0; i < all.size(); ++i) ops::output(graph(), gradient_of(all[i].input), ops::cast(derived[i], DType::f32));
        return std::move(made_);
    }

  private:
    struct Copied {
        std::vector<ValueId> ids;
        std::map<std::string, Tensor> outputs;
    };
    Copied copied(const Graph& part, const std::string& prefix, const std::map<std::string, Tensor>& given) {
        Copied result;
        for (Node node : part.nodes) {
            if (auto* input = std::get_if<op::Input>(&node.op)) {
                if (const auto found = given.find(input->name); found != given.end()) {
                    result.ids.push_back(found->second.id());
                    continue;
                }
                input->name = prefix + input->name;
            }
            const auto rename = [&](ValueId& id) {
                if (id != no_value) id = result.ids[static_cast<size_t>(id)];
            };
            for (ValueId& id : node.inputs) rename(id);
            rename(node.residual), rename(node.factor);
            put_prefix(node.op, prefix);
            const auto id = static_cast<ValueId>(graph().nodes.size());
            if (std::holds_alternative<op::Input>(node.op)) graph().inputs.push_back(id);
            graph().nodes.push_back(std::move(node));
            result.ids.push_back(id);
        }
        for (const Graph::Output& output : part.outputs)
            result.outputs[output.name] = Tensor(&graph(), result.ids[static_cast<size_t>(output.value)]);
        return result;
    }

    const TrainingChange& change_;
    TrainingGraph made_;
    std::vector<ValueId> fixed_;
};

// Hidden states of each chunk, and what is pooled: outputs of trace_clip_text.
std::map<std::string, Tensor> add_text_encoder(StepGraph& step, const ClipTextConfig& config, const std::string& component, int chunks,
                                               int vectors) {
    Graph traced;
    traced.compute = step.compute();
    const int tokens = config.max_positions;
    trace_clip_text(traced, config, chunks, tokens, HiddenStates::penultimate, vectors > 0);
    std::map<std::string, Tensor> given;
    if (vectors > 0) {
        const Tensor trained = step.vectors_of(component, config.width);
        const Tensor place = ops::input(step.graph(), component + ".place", {int64_t{chunks} * tokens, vectors}, DType::f32, Rate::step);
        const Tensor standing = ops::matmul(place, trained);
        step.graph().nodes[standing.id()].dtype = DType::f32;
        given["vectors"] = ops::reshape(standing, {chunks, tokens, config.width});
    }
    return step.add(traced, component, component + ".", given);
}

}  // namespace

std::string gradient_of(const std::string& input) {
    return "gradient of " + input;
}

bool is_named(const std::string& module, const std::vector<std::string>& targets) {
    return std::any_of(targets.begin(), targets.end(),
                       [&](const std::string& target) { return module == target || module.ends_with("." + target); });
}

bool is_trained(const std::string& module, const std::vector<std::string>& targets) {
    const bool inside = module.find("attentions.") != module.npos || module.starts_with("transformer_blocks.");
    return inside && is_named(module, targets);
}

TrainingGraph sdxl_training_graph(const UnetConfig& config, const std::optional<TextEncoders>& text, const TrainingGraphShape& shape,
                                  DType compute, const TrainingChange& change) {
    StepGraph step(compute, change);
    std::map<std::string, Tensor> given;
    if (text) {
        const int64_t batch = shape.batch, chunks = shape.tokens / text->second.max_positions;
        auto first = add_text_encoder(step, text->first, "text_encoder", static_cast<int>(batch * chunks), change.vectors);
        auto second = add_text_encoder(step, text->second, "text_encoder_2", static_cast<int>(batch * chunks), change.vectors);
        const auto hidden = [](std::map<std::string, Tensor>& outputs, const ClipTextConfig& of) {
            return outputs.at("hidden_states." + std::to_string(of.layers - 1));
        };
        const Tensor context = ops::concat({hidden(first, text->first), hidden(second, text->second)}, -1);
        given["context"] = ops::reshape(context, {batch, shape.tokens, context.dim(-1)});
        const int64_t width = text->second.projection_width;  // of the first chunk
        const Tensor pooled = ops::reshape(second.at("pooled"), {batch, chunks, width});
        given["pooled"] = ops::reshape(ops::slice(pooled, 1, 0, 1), {batch, width});
    }
    Graph traced;
    traced.compute = compute;
    trace_unet(traced, config, shape.batch, shape.latent_height, shape.latent_width, shape.tokens);
    const Tensor prediction = step.add(traced, "unet", "", given).at("noise");
    TrainingGraph made = std::move(step).finish(prediction, shape.masked);
    std::stable_partition(made.modules.begin(), made.modules.end(), [](const TrainedModule& module) { return module.component == "unet"; });
    return made;
}

namespace {

// Attention that sees the first rows alone, as attention over all of them: one more channel of each head, in which queries are 1 and keys
// are 0 or far below 0. Its gradients are attention's then. Of one picture.
Graph with_hidden_words(const Graph& graph, int64_t tokens) {
    Graph rewritten;
    rewritten.name = graph.name;
    rewritten.compute = graph.compute;
    const Tensor padding = ops::input(rewritten, "padding", {1, tokens, 1}, DType::f32, Rate::prompt);
    std::vector<ValueId> renamed;
    const auto all = [&](const Shape& shape, float value) {
        return ops::constant(rewritten, shape, std::vector<float>(static_cast<size_t>(element_count(shape)), value));
    };
    const auto widened = [](Tensor x, Tensor channel) {
        const int64_t rows = x.dim(1), heads = channel.dim(2), head = x.dim(2) / heads;
        const Tensor apart = ops::concat({ops::reshape(x, {1, rows, heads, head}), channel}, -1);
        return ops::reshape(apart, {1, rows, heads * (head + 1)});
    };
    Tensor ones, hidden, nothing;  // the channels of queries, keys and values: the same for all layers
    for (Node node : graph.nodes) {
        for (ValueId& id : node.inputs) id = renamed[static_cast<size_t>(id)];
        const auto* input = std::get_if<op::Input>(&node.op);
        if (input != nullptr && input->name == "counts") {
            renamed.push_back(no_value);
            continue;
        }
        const auto* attention = std::get_if<op::Attention>(&node.op);
        if (attention == nullptr || !attention->counted) {
            const auto id = static_cast<ValueId>(rewritten.nodes.size());
            if (input != nullptr) rewritten.inputs.push_back(id);
            rewritten.nodes.push_back(std::move(node));
            renamed.push_back(id);
            continue;
        }
        const int heads = attention->heads;
        const Tensor q(&rewritten, node.inputs[0]), k(&rewritten, node.inputs[1]), v(&rewritten, node.inputs[2]);
        if (!ones) {
            ones = all({1, q.dim(1), heads, 1}, 1);
            hidden = ops::reshape(ops::mul(all({1, tokens, heads}, 1), padding), {1, tokens, heads, 1});
            nothing = all({1, tokens, heads, 1}, 0);
        }
        const Tensor seen = ops::attention(widened(q, ones), widened(k, hidden), widened(v, nothing), heads,
                                           ops::AttentionTerms{.scale = attention->scale});
        const int64_t head = q.dim(2) / heads;
        const Tensor apart = ops::reshape(seen, {1, q.dim(1), heads, head + 1});
        renamed.push_back(ops::reshape(ops::slice(apart, -1, 0, head), q.shape()).id());
    }
    for (const Graph::Output& output : graph.outputs)
        ops::output(rewritten, output.name, Tensor(&rewritten, renamed[static_cast<size_t>(output.value)]));
    return rewritten;
}

}  // namespace

TrainingGraph pixart_training_graph(const PixartConfig& config, const TrainingGraphShape& shape, DType compute,
                                    const TrainingChange& change) {
    Graph traced;
    traced.compute = compute;
    trace_pixart(traced, config, 1, shape.latent_height, shape.latent_width, shape.tokens);
    StepGraph step(compute, change);
    const Tensor prediction = step.add(with_hidden_words(traced, shape.tokens), "transformer", "", {}).at("noise");
    return std::move(step).finish(prediction, shape.masked);
}

}  // namespace imagelab
