// How long does one forward of each SDXL network take here, and which ops hold it? bench_forward [unet|vae|clip] [pixels] [bf16|f32] [batch]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "bench/support/synthetic_weights.h"
#include "core/cpu/cpu_device.h"
#include "core/models/clip_text.h"
#include "core/models/unet_sdxl.h"
#include "core/models/vae_kl.h"

using namespace imagelab;

namespace {

Graph trace(const std::string& network, int pixels, int batch, DType dtype) {
    Graph graph;
    graph.compute = dtype;
    if (network == "unet") trace_unet(graph, {}, batch, pixels / 8, pixels / 8, 77);
    if (network == "vae") trace_vae_decoder(graph, {}, batch, pixels / 8, pixels / 8);
    if (network == "clip") trace_clip_text(graph, {49408, 77, 1280, 32, 20, 5120, 1280, ClipTextConfig::Activation::gelu}, batch, 77);
    return graph;
}

double seconds_of(Program& program) {
    const auto begin = std::chrono::steady_clock::now();
    program.run({});
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void print_table(const Program& program) {
    struct Row {
        double seconds = 0, flops = 0;
        int count = 0;
    };
    std::map<std::string, Row> rows;
    double total = 0, flops = 0;
    for (const OpCost& cost : program.costs()) {
        if (cost.rate == Rate::prompt) continue;
        for (const std::string& key : {cost.op, cost.op + "  " + cost.detail}) {
            Row& row = rows[key];
            row.seconds += cost.seconds, row.flops += cost.flops, ++row.count;
        }
        total += cost.seconds, flops += cost.flops;
    }
    std::vector<std::pair<std::string, Row>> sorted(rows.begin(), rows.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second.seconds > b.second.seconds; });
    std::printf("%-58s %5s %9s %6s %9s\n", "op", "count", "ms", "share", "GFLOP/s");
    for (const auto& [key, row] : sorted) {
        if (row.seconds < total * 0.002) continue;
        std::printf("%-58s %5d %9.2f %5.1f%% %9.1f\n", key.c_str(), row.count, row.seconds * 1e3, 100 * row.seconds / total, row.flops / row.seconds * 1e-9);
    }
    std::printf("%-58s %5s %9.2f        %9.1f\n", "sum", "", total * 1e3, flops / total * 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string network = argc > 1 ? argv[1] : "unet";
    const int pixels = argc > 2 ? std::atoi(argv[2]) : 512, batch = argc > 4 ? std::atoi(argv[4]) : network == "unet" ? 2 : 1;
    const DType dtype = argc > 3 && std::string(argv[3]) == "f32" ? DType::f32 : DType::bf16;
    const auto device = make_cpu_device();
    Graph graph = trace(network, pixels, batch, dtype);
    const auto weights = std::make_shared<bench::SyntheticWeights>(graph);
    const auto begin = std::chrono::steady_clock::now();
    const auto program = device->compile(std::move(graph));
    const auto compiled = std::chrono::steady_clock::now();
    const auto bank = device->make_bank(weights);
    program->load(*bank, {}, {});
    const auto loaded = std::chrono::steady_clock::now();
    std::printf("%s at %d px, batch %d, %s: compile %.2f s, load %.2f s, weights %.2f GiB, arena %.1f MiB\n", network.c_str(), pixels, batch, std::string(dtype_name(dtype)).c_str(),
                std::chrono::duration<double>(compiled - begin).count(), std::chrono::duration<double>(loaded - compiled).count(),
                static_cast<double>(program->memory().weight_bytes) / (1 << 30), static_cast<double>(program->memory().arena_bytes) / (1 << 20));
    std::printf("first run %.3f s\n", seconds_of(*program));
    double best = 1e9;
    for (int i = 0; i < 2; ++i) best = std::min(best, seconds_of(*program));
    program->set_profiling(true);
    seconds_of(*program);
    print_table(*program);
    const double rate = device->estimated_flops_per_second(dtype);
    double flops = 0;
    for (const OpCost& cost : program->costs()) flops += cost.rate == Rate::step ? cost.flops : 0;
    std::printf("forward %.3f s, %.1f GFLOP/s, %.0f %% of a plain matrix product's %.1f\n", best, flops / best * 1e-9, 100 * flops / best / rate, rate * 1e-9);
}
