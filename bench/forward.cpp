// How long does one forward of an SDXL network take here, and which ops hold it? bench_forward [unet|vae|clip] [pixels] [bf16|f32] [batch]
// [serve] "serve" answers lines on standard input for bench/run.py, each with a line of JSON: "run" with the seconds of one forward, "ops"
// with its table.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/support/network.h"

using namespace imagelab;

namespace {

struct Row {
    std::string op;
    double seconds = 0, flops = 0;
    int count = 0;
    double rate() const { return flops / seconds * 1e-9; }
};

struct Table {
    std::vector<Row> rows;  // op families and single shapes, the longest first
    Row sum{"sum"};
};

// One forward with a clock around each op.
Table profile(Program& program) {
    program.set_profiling(true);
    program.run({});
    std::map<std::string, Row> rows;
    Table table;
    for (const OpCost& cost : program.costs()) {
        if (cost.rate == Rate::prompt) continue;
        for (const std::string& key : {cost.op, cost.op + "  " + cost.detail}) {
            Row& row = rows[key];
            row.op = key;
            row.seconds += cost.seconds, row.flops += cost.flops, ++row.count;
        }
        table.sum.seconds += cost.seconds, table.sum.flops += cost.flops;
    }
    program.set_profiling(false);
    for (const auto& [key, row] : rows) table.rows.push_back(row);
    std::sort(table.rows.begin(), table.rows.end(), [](const Row& a, const Row& b) { return a.seconds > b.seconds; });
    return table;
}

void print(const Table& table) {
    std::printf("%-58s %5s %9s %6s %9s\n", "op", "count", "ms", "share", "GFLOP/s");
    for (const Row& row : table.rows) {
        if (row.seconds < table.sum.seconds * 0.002) continue;
        std::printf("%-58s %5d %9.2f %5.1f%% %9.1f\n", row.op.c_str(), row.count, row.seconds * 1e3, 100 * row.seconds / table.sum.seconds,
                    row.rate());
    }
    std::printf("%-58s %5s %9.2f        %9.1f\n", "sum", "", table.sum.seconds * 1e3, table.sum.rate());
}

nlohmann::json to_json(const Table& table) {
    auto list = nlohmann::json::array();
    for (const Row& row : table.rows)
        list.push_back({{"op", row.op}, {"count", row.count}, {"seconds", row.seconds}, {"gflops", row.rate()}});
    return list;
}

double step_flops(const Program& program) {
    double flops = 0;
    for (const OpCost& cost : program.costs()) flops += cost.rate == Rate::step ? cost.flops : 0;
    return flops;
}

// GFLOP/s of a matrix product that fits the caches, measured anew: the best of several short ones, for a clock needs time to rise.
double plain_product_rate(DType dtype) {
    double best = 0;
    for (int i = 0; i < 20; ++i) best = std::max(best, make_cpu_device()->estimated_flops_per_second(dtype) * 1e-9);
    return best;
}

void serve(Program& program, DType dtype) {
    program.run({});  // what happens only once is over when it says that it is ready
    const auto answer = [](const nlohmann::json& value) { std::cout << value.dump() << std::endl; };
    answer({{"ready", true},
            {"tflop", step_flops(program) * 1e-12},
            {"weight_bytes", program.memory().weight_bytes},
            {"arena_bytes", program.memory().arena_bytes}});
    for (std::string line; std::getline(std::cin, line);) {
        if (line == "run")
            answer(bench::seconds_of([&] { program.run({}); }));
        else if (line == "ops")
            answer(to_json(profile(program)));
        else if (line == "rate")
            answer(plain_product_rate(dtype));
        else
            return;
    }
}

void report(Program& program, DType dtype) {
    std::printf("first run %.3f s\n", bench::seconds_of([&] { program.run({}); }));
    double best = 1e9;
    for (int i = 0; i < 2; ++i) best = std::min(best, bench::seconds_of([&] { program.run({}); }));
    print(profile(program));
    const double rate = plain_product_rate(dtype) * 1e9, flops = step_flops(program);
    std::printf("forward %.3f s, %.1f GFLOP/s, %.0f %% of a plain matrix product's %.1f\n", best, flops / best * 1e-9,
                100 * flops / best / rate, rate * 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string network = argc > 1 ? argv[1] : "unet", type = argc > 3 ? argv[3] : "bf16";
    const int pixels = argc > 2 ? std::atoi(argv[2]) : 512, batch = argc > 4 ? std::atoi(argv[4]) : network == "unet" ? 2 : 1;
    const bool serving = argc > 5 && std::string(argv[5]) == "serve";
    const DType dtype = bench::dtype_named(type);
    const auto device = make_cpu_device();
    const Graph graph = bench::trace_network(network, pixels, batch, dtype);
    std::unique_ptr<bench::Loaded> loaded;
    const double seconds = bench::seconds_of([&] { loaded = std::make_unique<bench::Loaded>(*device, graph); });
    Program& program = *loaded->program;
    bench::fill_inputs(program, graph);
    if (serving) return serve(program, dtype), 0;
    std::printf("%s at %d px, batch %d, %s: ready in %.2f s, weights %.2f GiB, arena %.1f MiB\n", network.c_str(), pixels, batch,
                type.c_str(), seconds, static_cast<double>(program.memory().weight_bytes) / (1 << 30),
                static_cast<double>(program.memory().arena_bytes) / (1 << 20));
    report(program, dtype);
}
