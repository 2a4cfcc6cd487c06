#include "gpu/measure.h"

#include <chrono>

#include "core/ops/ops.h"
#include "gpu/known_weights.h"

namespace imagelab::gpu {

double measured_flops_per_second(Device& device, DType dtype, int64_t side) {
    using Clock = std::chrono::steady_clock;
    constexpr int products = 4;
    Graph graph;
    graph.name = "speed";
    graph.compute = dtype;
    Tensor y = ops::input(graph, "x", {side, side}, DType::f32, Rate::step);
    for (int i = 0; i < products; ++i) y = ops::linear(y, "matrix", side);
    ops::output(graph, "y", ops::slice(y, 0, 0, 1));
    auto weights = std::make_shared<KnownWeights>();
    weights->add("matrix.weight", {side, side}, std::vector<float>(static_cast<size_t>(side * side), 1.0f / static_cast<float>(side)));
    weights->add("matrix.bias", {side}, std::vector<float>(static_cast<size_t>(side)));
    const auto bank = device.make_bank(weights);
    const auto program = device.compile(std::move(graph), {});
    program->load(*bank, {}, {});
    program->write("x", std::vector<float>(static_cast<size_t>(side * side), 1.0f));
    program->run({});
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const auto begin = Clock::now();
        program->run({});
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    const auto n = static_cast<double>(side);
    return 2 * n * n * n * products / best;
}

}  // namespace imagelab::gpu
