// Does anything get lost between oneDNN and our programs? bench_shapes [bf16|f32] [JSON-FILE]: each distinct linear, convolution and
// attention of SDXL's UNet (batch 2) and VAE decoder at 512 px as a program of one op, with the epilogue it has there, against raw oneDNN
// without one.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/support/network.h"
#include "bench/support/raw_onednn.h"
#include "bench/support/single_ops.h"
#include "core/cpu/cpu_device.h"

using namespace imagelab;

namespace {

void prepare(bench::RawOneDnn& raw, const Graph& whole, const Node& node) {
    const Shape& x = whole.nodes[node.inputs[0]].shape;
    if (const auto* linear = std::get_if<op::Linear>(&node.op))
        raw.linear(element_count(node.shape) / node.shape.back(), linear->weight.shape[1], linear->weight.shape[0], node.dtype);
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) raw.conv2d(x, node.shape, *conv, node.dtype);
    if (const auto* attention = std::get_if<op::Attention>(&node.op)) {
        raw.attention(x[0], attention->heads, x[1], whole.nodes[node.inputs[1]].shape[1], attention->width / attention->heads, node.dtype);
    }
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
Timing measure(Device& device, const dnnl::engine& engine, const Graph& whole, const bench::SingleOp& single) {
    const bench::Loaded loaded(device, single.graph);
    bench::fill_inputs(*loaded.program, single.graph);
    bench::RawOneDnn raw(engine);
    prepare(raw, whole, *single.node);
    loaded.program->run({});
    raw.run();
    std::vector<double> ours, theirs;
    for (double spent = 0; spent < 0.3 || ours.size() < 5; spent += ours.back() + theirs.back()) {
        loaded.program->set_profiling(true);
        loaded.program->run({});
        ours.push_back(bench::cost_of(*loaded.program, single.op).seconds);
        theirs.push_back(bench::seconds_of([&] { raw.run(); }));
    }
    return {single.name, median(ours), median(theirs), bench::cost_of(*loaded.program, single.op).flops};
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
        for (const bench::SingleOp& op : bench::single_ops(plan)) {
            const Timing result = measure(*device, engine, plan.graph, op);
            const double rate = result.flops / result.ours * 1e-9, ratio = result.raw / result.ours;
            std::printf("%-72s %5d %9.3f %9.3f %8.1f %6.2f\n", result.name.c_str(), op.count, result.ours * 1e3, result.raw * 1e3, rate,
                        ratio);
            std::fflush(stdout);
            results.push_back({{"network", network},
                               {"shape", result.name},
                               {"count", op.count},
                               {"ours_s", result.ours},
                               {"onednn_s", result.raw},
                               {"gflops", rate},
                               {"ratio", ratio}});
        }
    }
    if (!file.empty()) std::ofstream(file) << results.dump(1) << "\n";
}
