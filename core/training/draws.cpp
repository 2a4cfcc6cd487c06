#include "core/training/draws.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string_view>

#include "core/base/utf8.h"

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
    const int slots = class_count_ > 0 ? 2 * count_ : count_;
    const uint64_t first = static_cast<uint64_t>(step - 1) * static_cast<uint64_t>(batch), count = static_cast<uint64_t>(slots);
    for (uint64_t at = first; at < first + static_cast<uint64_t>(batch); ++at) {
        if (order_.empty() || epoch_ != at / count) order_ = epoch_order(seed_, epoch_ = at / count, slots);
        const int slot = order_[at % count];
        const uint64_t of_class = epoch_ * static_cast<uint64_t>(count_) + static_cast<uint64_t>(slot - count_);
        examples.push_back(slot < count_ ? slot : count_ + static_cast<int>(of_class % static_cast<uint64_t>(class_count_)));
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
    if (shape.orders) uniform(draws.orders);
    return draws;
}

std::string shuffled_caption(const std::string& caption, int kept, uint64_t seed, int picture, int which) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= caption.size();) {
        const size_t end = std::min(caption.find(',', begin), caption.size());
        parts.emplace_back(trimmed(std::string_view(caption).substr(begin, end - begin)));
        begin = end + 1;
    }
    const size_t first = std::min(parts.size(), static_cast<size_t>(kept));
    const std::vector<int> order = epoch_order(seed + 3'000'000'000, static_cast<uint64_t>(picture) * 1000 + static_cast<uint64_t>(which),
                                               static_cast<int>(parts.size() - first));
    std::string joined;
    for (size_t i = 0; i < parts.size(); ++i)
        joined += (i == 0 ? "" : ", ") + parts[i < first ? i : first + static_cast<size_t>(order[i - first])];
    return joined;
}

}  // namespace imagelab
