// Does anything get lost between oneDNN and our programs? bench_shapes [bf16|f32] [JSON-FILE]: each distinct linear, convolution and
// attention of SDXL's UNet (batch 2) and VAE decoder at 512 px as a program of one op, with the epilogue it has there, against raw oneDNN
// without one.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/support/network.h"
#include "bench/support/raw_onednn.h"
#include "core/graph/passes.h"
#include "core/ops/ops.h"

using namespace imagelab;

namespace {

// A fused projection's parts become one weight of their size.
void make_whole(WeightRef& ref, const std::string& name) {
    if (!ref.empty()) ref.parts = {{name}};
}

// The node alone: its operands are inputs.
Graph alone(const Graph& whole, const Node& node) {
    Graph graph;
    graph.name = "one " + std::string(op_name(node.op));
    graph.compute = whole.compute;
    std::map<ValueId, ValueId> renamed;
    const auto take = [&](ValueId& id) {
        if (id == no_value) return;
        const auto [at, fresh] = renamed.try_emplace(id, no_value);
        if (fresh) at->second = ops::input(graph, "x" + std::to_string(id), whole.nodes[id].shape, DType::f32, Rate::step).id();
        id = at->second;
    };
    Node copy = node;
    if (auto* linear = std::get_if<op::Linear>(&copy.op)) make_whole(linear->weight, "weight"), make_whole(linear->bias, "bias");
    for (ValueId& id : copy.inputs) take(id);
    take(copy.residual);
    take(copy.factor);
    graph.nodes.push_back(std::move(copy));
    graph.outputs.push_back({"y", static_cast<ValueId>(graph.nodes.size() - 1)});
    return graph;
}

// What the program's table says of the op itself, without the casts of its inputs.
const OpCost* cost_of(const Program& program, std::string_view op) {
    for (const OpCost& cost : program.costs()) {
        if (cost.op == op) return &cost;
    }
    return nullptr;
}

bool is_matrix_op(const Node& node) {
    return std::holds_alternative<op::Linear>(node.op) || std::holds_alternative<op::Conv2d>(node.op) ||
           std::holds_alternative<op::Attention>(node.op);
}

void prepare(bench::RawOneDnn& raw, const Graph& whole, const Node& node) {
    const Shape& x = whole.nodes[node.inputs[0]].shape;
    if (const auto* linear = std::get_if<op::Linear>(&node.op))
        raw.linear(element_count(node.shape) / node.shape.back(), linear->weight.shape[1], linear->weight.shape[0], node.dtype);
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) raw.conv2d(x, node.shape, *conv, node.dtype);
    if (const auto* attention = std::get_if<op::Attention>(&node.op)) {
        raw.attention(x[0], attention->heads, x[1], whole.nodes[node.inputs[1]].shape[1], attention->width / attention->heads, node.dtype);
    }
}

std::string epilogue(const Node& node) {
    std::string text;
    if (const auto* linear = std::get_if<op::Linear>(&node.op); linear != nullptr && linear->activation != Unary::none)
        text += " " + std::string(unary_name(linear->activation));
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op); conv != nullptr && conv->activation != Unary::none)
        text += " " + std::string(unary_name(conv->activation));
    if (node.factor != no_value) text += " * factor";
    if (node.residual != no_value) text += " + residual";
    return text;
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

struct Timing {
    std::string name;
    double ours = 0, raw = 0, flops = 0;  // seconds each
};

// Ours and oneDNN's in turns for about a third of a second, medians.
Timing measure(Device& device, const dnnl::engine& engine, const Graph& whole, const Node& node) {
    const std::string op(op_name(node.op));
    const Graph graph = alone(whole, node);
    const bench::Loaded loaded(device, graph);
    bench::fill_inputs(*loaded.program, graph);
    bench::RawOneDnn raw(engine);
    prepare(raw, whole, node);
    loaded.program->run({});
    raw.run();
    std::vector<double> ours, theirs;
    for (double spent = 0; spent < 0.3 || ours.size() < 5; spent += ours.back() + theirs.back()) {
        loaded.program->set_profiling(true);
        loaded.program->run({});
        ours.push_back(cost_of(*loaded.program, op)->seconds);
        theirs.push_back(bench::seconds_of([&] { raw.run(); }));
    }
    const OpCost& cost = *cost_of(*loaded.program, op);
    return {cost.op + "  " + cost.detail + epilogue(node), median(ours), median(theirs), cost.flops};
}

// Distinct matrix ops that run at every step, and how often each does.
std::map<std::string, std::pair<const Node*, int>> distinct_ops(const Schedule& plan) {
    std::map<std::string, std::pair<const Node*, int>> distinct;
    for (size_t i = plan.first_step_node; i < plan.graph.nodes.size(); ++i) {
        const Node& node = plan.graph.nodes[i];
        if (!is_matrix_op(node)) continue;
        std::string key = std::string(op_name(node.op)) + shape_text(node.shape) + epilogue(node);
        for (ValueId id : node.inputs) key += shape_text(plan.graph.nodes[id].shape);
        ++distinct.try_emplace(key, &node, 0).first->second.second;
    }
    return distinct;
}

}  // namespace

int main(int argc, char** argv) {
    const DType dtype = bench::dtype_named(argc > 1 ? argv[1] : "bf16");
    const std::string file = argc > 2 ? argv[2] : "";
    const auto device = make_cpu_device();
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    auto results = nlohmann::json::array();
    std::printf("%-72s %5s %9s %9s %8s %6s\n", "shape", "count", "ours ms", "oneDNN", "GFLOP/s", "ratio");
    for (const std::string network : {"unet", "vae"}) {
        Graph graph = bench::trace_network(network, 512, network == "unet" ? 2 : 1, dtype);
        fuse(graph);
        const Schedule plan = schedule(graph);
        for (const auto& [key, op] : distinct_ops(plan)) {
            const Timing result = measure(*device, engine, plan.graph, *op.first);
            const double rate = result.flops / result.ours * 1e-9, ratio = result.raw / result.ours;
            std::printf("%-72s %5d %9.3f %9.3f %8.1f %6.2f\n", result.name.c_str(), op.second, result.ours * 1e3, result.raw * 1e3, rate,
                        ratio);
            std::fflush(stdout);
            results.push_back({{"network", network},
                               {"shape", result.name},
                               {"count", op.second},
                               {"ours_s", result.ours},
                               {"onednn_s", result.raw},
                               {"gflops", rate},
                               {"ratio", ratio}});
        }
    }
    if (!file.empty()) std::ofstream(file) << results.dump(1) << "\n";
}
