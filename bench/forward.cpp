// How long does one forward of a network take here, and which ops hold it? bench_forward
// [unet|vae|tiny|clip|pixart|t5|t5-file|t5-caption|x4plus] [pixels] [bf16|f32|int8] [batch] [serve] "serve" answers lines on standard input for
// bench/run.py, each with a line of JSON: "run" with the seconds of one forward, "ops" with its table, "memory" with the bytes it added.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bench/support/network.h"
#include "core/base/memory.h"
#include "core/cpu/cpu_device.h"
#include "core/device/op_table.h"

using namespace imagelab;

namespace {

// Families and shapes in one list, for bench/run.py.
nlohmann::json to_json(const OpTable& table) {
    auto list = op_table_json(table);
    for (auto& row : list) row["gflops"] = 1e3 * row["tflops"].get<double>();
    return list;
}

// A program and what makes it do its work again: a text encoder's runs once a prompt.
struct Subject {
    Program& program;
    Rate rate;
    std::function<void()> renew;

    double flops() const {
        double sum = 0;
        for (const OpCost& cost : program.costs()) sum += cost.rate == rate ? cost.flops : 0;
        return sum;
    }
    double seconds() const {
        renew();
        return bench::seconds_of([&] { program.run({}); });
    }
    OpTable table() const {
        renew();
        return profile(program, rate);
    }
};

// GFLOP/s of a matrix product that fits the caches, measured anew: the best of several short ones, for a clock needs time to rise.
double plain_product_rate(DType dtype) {
    double best = 0;
    for (int i = 0; i < 20; ++i) best = std::max(best, make_cpu_device()->estimated_flops_per_second(dtype) * 1e-9);
    return best;
}

// `before`: bytes that the process held before the network.
void serve(const Subject& subject, DType dtype, int64_t before) {
    subject.seconds();  // what happens only once is over when it says that it is ready
    const auto answer = [](const nlohmann::json& value) { std::cout << value.dump() << std::endl; };
    answer({{"ready", true},
            {"tflop", subject.flops() * 1e-12},
            {"weight_bytes", subject.program.memory().weight_bytes},
            {"arena_bytes", subject.program.memory().arena_bytes},
            {"code_bytes", subject.program.memory().code_bytes}});
    for (std::string line; std::getline(std::cin, line);) {
        if (line == "run")
            answer(subject.seconds());
        else if (line == "ops")
            answer(to_json(subject.table()));
        else if (line == "memory")
            answer(private_bytes() - before);
        else if (line == "rate")
            answer(plain_product_rate(dtype));
        else
            return;
    }
}

void report(const Subject& subject, DType dtype) {
    std::printf("first run %.3f s\n", subject.seconds());
    double best = 1e9;
    for (int i = 0; i < 2; ++i) best = std::min(best, subject.seconds());
    const double rate = plain_product_rate(dtype) * 1e9, flops = subject.flops();
    std::fputs(op_table_text(subject.table(), rate).c_str(), stdout);
    std::printf("forward %.3f s, %.1f GFLOP/s, %.0f %% of a plain matrix product's %.1f\n", best, flops / best * 1e-9,
                100 * flops / best / rate, rate * 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string network = argc > 1 ? argv[1] : "unet", type = argc > 3 ? argv[3] : "bf16";
    const bool guided = network == "unet" || network == "pixart" || network == "t5-caption";
    const int pixels = argc > 2 ? std::atoi(argv[2]) : 512, batch = argc > 4 ? std::atoi(argv[4]) : guided ? 2 : 1;
    const bool serving = argc > 5 && std::string(argv[5]) == "serve";
    const DType dtype = bench::dtype_named(type);
    const auto device = make_cpu_device();
    const bool int8 = dtype == DType::i8;
    const Graph graph = bench::trace_network(network, pixels, batch, int8 ? device->info().dtypes.front() : dtype);
    const int64_t before = private_bytes();
    std::unique_ptr<bench::Loaded> loaded;
    const double seconds = bench::seconds_of(
        [&] { loaded = std::make_unique<bench::Loaded>(*device, graph, network == "t5-file" || network == "t5-caption", int8); });
    Program& program = *loaded->program;
    bench::fill_inputs(program, graph);
    const bool text = network == "clip" || network.starts_with("t5");
    const Subject subject{program, text ? Rate::prompt : Rate::step, [&, text] {
                              if (text) bench::fill_inputs(program, graph);
                          }};
    if (serving) return serve(subject, dtype, before), 0;
    std::printf("%s at %d px, batch %d, %s: ready in %.2f s, weights %.2f GiB, arena %.1f MiB\n", network.c_str(), pixels, batch,
                type.c_str(), seconds, static_cast<double>(program.memory().weight_bytes) / (1 << 30),
                static_cast<double>(program.memory().arena_bytes) / (1 << 20));
    report(subject, dtype);
}
