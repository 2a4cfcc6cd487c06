#include "core/training/draws.h"

#include <numeric>
#include <random>

namespace imagelab {
namespace {

// torch seeds its mt19937 with the low 32 bits.
std::mt19937 words_of(uint64_t seed) {
    return std::mt19937(static_cast<uint32_t>(seed));
}

}  // namespace

std::vector<float> FactorDraws::next(int64_t count, float divisor) {
    std::vector<float> values(static_cast<size_t>(count));
    generator_.fill(values);
    for (float& value : values) value /= divisor;
    return values;
}

std::vector<int> epoch_order(uint64_t seed, uint64_t epoch, int count) {
    std::mt19937 words = words_of(seed + 1'000'000'000 + epoch);
    std::vector<int> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (int i = 0; i < count - 1; ++i)
        std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(i) + words() % static_cast<uint32_t>(count - i)]);
    return order;
}

std::vector<int> ExampleOrder::of_step(int step, int batch) {
    std::vector<int> examples;
    const uint64_t first = static_cast<uint64_t>(step - 1) * static_cast<uint64_t>(batch), count = static_cast<uint64_t>(count_);
    for (uint64_t at = first; at < first + static_cast<uint64_t>(batch); ++at) {
        if (order_.empty() || epoch_ != at / count) order_ = epoch_order(seed_, epoch_ = at / count, count_);
        examples.push_back(order_[at % count]);
    }
    return examples;
}

StepDraws draw_step(uint64_t seed, int step, const StepDrawShape& shape) {
    const uint64_t of_step = seed + static_cast<uint64_t>(step);
    const auto batch = static_cast<size_t>(shape.batch);
    StepDraws draws;
    std::mt19937 words = words_of(of_step);
    for (size_t i = 0; i < batch; ++i) draws.timesteps.push_back(static_cast<int>(words() % static_cast<uint32_t>(shape.timesteps)));
    TorchGenerator normal(TorchGenerator::State{of_step, batch, std::nullopt});
    draws.noise.resize(batch * static_cast<size_t>(shape.channels * shape.pixels));
    normal.fill(draws.noise);
    if (shape.offsets) {
        draws.offsets.resize(batch * static_cast<size_t>(shape.channels));
        normal.fill(draws.offsets);
    }
    words = words_of(of_step);
    words.discard(normal.state().words);
    const auto uniform = [&](std::vector<float>& out) {  // torch.rand: 24 bits
        for (size_t i = 0; i < batch; ++i) out.push_back(static_cast<float>(words() & 0xffffffu) * (1.0f / 16777216.0f));
    };
    if (shape.dropouts) uniform(draws.dropouts);
    if (shape.flips) uniform(draws.flips);
    return draws;
}

}  // namespace imagelab
