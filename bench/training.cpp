// How long does a step of a full-size SDXL LoRA take here, forwards and back? bench_training [pixels] [bf16|f32] [rank] [budget in GiB] [serve]
// One picture, LoRA of the attention's four layers, weights in a mapped file. Without a budget as much memory as the machine has. "serve"
// answers lines on standard input for bench/run.py: "run" with the seconds of a step, "memory" with the most bytes that the process held of
// its own so far, "resident" with the same and the pages of the file that it maps, "rate" with a plain product's GFLOP/s.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bench/support/network.h"
#include "core/base/memory.h"
#include "core/cpu/cpu_device.h"
#include "core/training/step_program.h"

using namespace imagelab;

namespace {

TrainingGraph lora_step(int pixels, DType dtype, int rank) {
    TrainingChange change;
    change.layers = LowRankShape{TrainedKind::lora, rank, static_cast<double>(rank), -1};
    change.trained = [](const std::string&, const std::string& module) { return is_trained(module, {"to_q", "to_k", "to_v", "to_out.0"}); };
    return sdxl_training_graph({}, std::nullopt, {1, pixels / 8, pixels / 8, 77}, dtype, change);
}

// VmHWM: what was resident at most, mapped files included.
int64_t most_resident() {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) * 1024;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const int pixels = argc > 1 ? std::atoi(argv[1]) : 512, rank = argc > 3 ? std::atoi(argv[3]) : 16;
    const DType dtype = bench::dtype_named(argc > 2 ? argv[2] : "bf16");
    const double gib = argc > 4 ? std::atof(argv[4]) : 0;
    const bool serving = argc > 5 && std::string(argv[5]) == "serve";
    const auto device = make_cpu_device();
    PeakMemory peak;
    TrainingGraph step = lora_step(pixels, dtype, rank);
    const Graph graph = step.graph;
    const auto budget = gib > 0 ? static_cast<int64_t>(gib * (1 << 30)) : device->info().memory_free;
    const StepProgram made = compile_step(*device, std::move(step.graph), {budget, 0});
    Program& program = *made.program;
    const auto weights = bench::weights_in_file(graph);
    const auto bank = device->make_bank(weights);
    const double loading = bench::seconds_of([&] { program.load(*bank, {}, {}); });
    bench::fill_inputs(program, graph);
    double flops = 0;
    for (const OpCost& cost : program.costs()) flops += cost.flops;
    // As the trainer does: what is trained goes in, gradients come out.
    std::vector<std::pair<std::string, std::vector<float>>> factors;
    for (const TrainedModule& module : step.modules) {
        for (const TrainedFactor& factor : module.factors)
            factors.emplace_back(factor.input, std::vector<float>(static_cast<size_t>(element_count(factor.shape)), 0.01f));
    }
    const auto seconds = [&] {
        return bench::seconds_of([&] {
            for (const auto& [name, values] : factors) program.write(name, values);
            program.run({});
            for (const auto& [name, values] : factors) program.read(gradient_of(name));
        });
    };
    const MemoryPlan& plan = program.memory();
    const nlohmann::json about{{"ready", true},
                               {"tflop", flops * 1e-12},
                               {"planned_bytes", plan.running_bytes()},
                               {"arena_bytes", plan.arena_bytes},
                               {"weight_bytes", plan.weight_bytes + plan.window_bytes},
                               {"computed_anew", made.again},
                               {"weights_stay", made.weights_stay}};
    if (!serving) {
        std::printf("%d px, rank %d: %s; ready in %.1f s\n", pixels, rank, about.dump().c_str(), loading);
        for (int i = 0; i < 3; ++i) std::printf("step %.2f s\n", seconds());
        std::printf("of its own %.2f GiB, with its file's pages %.2f GiB\n", static_cast<double>(peak.peak()) / (1 << 30),
                    static_cast<double>(most_resident()) / (1 << 30));
        return 0;
    }
    seconds();
    std::cout << about.dump() << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        nlohmann::json answer;
        if (line == "run")
            answer = seconds();
        else if (line == "memory")
            answer = peak.peak();
        else if (line == "resident")
            answer = most_resident();
        else if (line == "rate")
            answer = device->estimated_flops_per_second(dtype) * 1e-9;
        else
            return 0;
        std::cout << answer.dump() << std::endl;
    }
}
