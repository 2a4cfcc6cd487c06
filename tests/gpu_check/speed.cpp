#include "tests/gpu_check/speed.h"

#include <algorithm>
#include <cstdio>

#include "bench/support/network.h"
#include "bench/support/single_ops.h"
#include "core/device/op_table.h"
#include "tests/support/small_models.h"

namespace imagelab::gpu_check {
namespace {

using nlohmann::json;

Graph trace(const Work& work, DType dtype) {
    if (work.network != "tiny") return bench::trace_network(work.network, work.pixels, work.batch, dtype);
    Graph graph;
    graph.compute = dtype;
    trace_unet(graph, test::small_models().front().unet, work.batch, work.pixels / 8, work.pixels / 8, 7);
    return graph;
}

// What another program needs to time the same op: bench/peers/torch_gpu.py reads it.
json extents(const bench::SingleOp& single) {
    const Graph& graph = single.graph;
    const Node& node = graph.nodes.back();
    const Shape& x = graph.nodes[node.inputs[0]].shape;
    if (const auto* linear = std::get_if<op::Linear>(&node.op))
        return {{"rows", element_count(node.shape) / node.shape.back()}, {"k", linear->weight.shape[1]}, {"n", linear->weight.shape[0]}};
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op))
        return {{"x", x}, {"weight", conv->weight.shape}, {"stride", conv->stride}, {"pad", conv->pad_top}};
    const auto& attention = std::get<op::Attention>(node.op);
    return {{"batch", x[0]},
            {"heads", attention.heads},
            {"head", attention.width / attention.heads},
            {"queries", x[1]},
            {"keys", graph.nodes[node.inputs[1]].shape[1]}};
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

// A text encoder's ops run once a prompt.
Rate rate_of(const Program& program) {
    for (const OpCost& cost : program.costs()) {
        if (cost.rate == Rate::step) return Rate::step;
    }
    return Rate::prompt;
}

void fill(Program& program, const Graph& graph) {
    bench::fill_inputs(program, graph);
    for (ValueId id : graph.inputs) {
        const Node& node = graph.nodes[id];
        if (node.dtype == DType::i32)
            program.write(std::get<op::Input>(node.op).name, std::vector<int32_t>(static_cast<size_t>(element_count(node.shape)), 1));
    }
}

}  // namespace

json time_shapes(Device& device, DType dtype, const Work& work, double seconds_each) {
    Graph graph = trace(work, dtype);
    fuse(graph);
    const Schedule plan = schedule(graph);
    json list = json::array();
    for (const bench::SingleOp& single : bench::single_ops(plan)) {
        const bench::Loaded loaded(device, single.graph);
        Program& program = *loaded.program;
        bench::fill_inputs(program, single.graph);
        program.run({});
        std::vector<double> times;
        for (double spent = 0; times.size() < 3 || (spent < seconds_each && times.size() < 100); spent += times.back()) {
            program.set_profiling(true);
            program.run({});
            times.push_back(bench::cost_of(program, single.op).seconds);
        }
        const double seconds = median(times), tflops = bench::cost_of(program, single.op).flops / seconds * 1e-12;
        std::printf("%-72s x%-3d %9.3f ms %8.2f TFLOP/s\n", single.name.c_str(), single.count, seconds * 1e3, tflops);
        std::fflush(stdout);
        json row = extents(single);
        row.update({{"op", single.op}, {"shape", single.name}, {"count", single.count}, {"seconds", seconds}, {"tflops", tflops}});
        list.push_back(std::move(row));
    }
    return {{"network", work.network}, {"pixels", work.pixels}, {"batch", work.batch}, {"dtype", dtype_name(dtype)}, {"shapes", list}};
}

json time_forward(Device& device, DType dtype, const Work& work, int runs) {
    const Graph graph = trace(work, dtype);
    std::unique_ptr<bench::Loaded> loaded;
    const double load = bench::seconds_of([&] { loaded = std::make_unique<bench::Loaded>(device, graph); });
    Program& program = *loaded->program;
    const Rate rate = rate_of(program);
    double best = 1e9, flops = 0;
    for (int i = 0; i <= runs; ++i) {  // the first warms up
        if (i == 0 || rate == Rate::prompt) fill(program, graph);
        const double seconds = bench::seconds_of([&] { program.run({}); });
        if (i > 0) best = std::min(best, seconds);
    }
    for (const OpCost& cost : program.costs()) flops += cost.rate == rate ? cost.flops : 0;
    if (rate == Rate::prompt) fill(program, graph);
    const OpTable table = profile(program, rate);
    std::printf("\n%s at %d px, batch %d, %s: %.2f ms, %.2f TFLOP/s\n%s", work.network.c_str(), work.pixels, work.batch,
                std::string(dtype_name(dtype)).c_str(), best * 1e3, flops / best * 1e-12,
                op_table_text(table, device.estimated_flops_per_second(dtype)).c_str());
    std::fflush(stdout);
    return {{"network", work.network},
            {"pixels", work.pixels},
            {"batch", work.batch},
            {"dtype", dtype_name(dtype)},
            {"load_seconds", load},
            {"forward_seconds", best},
            {"device_seconds", table.sum.seconds},
            {"tflop", flops * 1e-12},
            {"tflops", flops / best * 1e-12},
            {"weight_bytes", program.memory().weight_bytes},
            {"arena_bytes", program.memory().arena_bytes},
            {"ops", op_table_json(table)}};
}

}  // namespace imagelab::gpu_check
