#include "gpu/program/streaming.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace imagelab::gpu {
namespace {

constexpr int64_t small_weight = 64 << 10;  // a copy costs more than it frees

}  // namespace

StreamPlan plan_streaming(std::span<const int64_t> weight_bytes, std::span<const StreamStep> steps, int64_t room) {
    StreamPlan plan;
    plan.streamed.assign(weight_bytes.size(), false);
    int64_t resident = std::accumulate(weight_bytes.begin(), weight_bytes.end(), int64_t{0});
    if (resident <= room) return plan;

    // (small, every step, -flops per byte, index): what sorts first is streamed first.
    using Rank = std::tuple<bool, bool, double, size_t>;
    std::vector<Rank> order;
    std::vector<bool> seen(weight_bytes.size(), false);
    std::vector<std::vector<size_t>> users(weight_bytes.size());
    for (size_t s = 0; s < steps.size(); ++s) {
        for (const size_t weight : steps[s].weights) {
            users[weight].push_back(s);
            if (seen[weight]) continue;
            seen[weight] = true;
            order.emplace_back(weight_bytes[weight] < small_weight, !steps[s].once,
                               -steps[s].flops / static_cast<double>(std::max<int64_t>(1, weight_bytes[weight])), weight);
        }
    }
    std::sort(order.begin(), order.end());
    std::vector<int64_t> of_step(steps.size(), 0);
    for (const Rank& rank : order) {
        const size_t weight = std::get<3>(rank);
        plan.streamed[weight] = true;
        resident -= weight_bytes[weight];
        for (const size_t s : users[weight]) {
            of_step[s] += weight_bytes[weight];
            plan.region_bytes = std::max(plan.region_bytes, of_step[s]);
        }
        if (resident + 2 * plan.region_bytes <= room) break;
    }
    return plan;
}

}  // namespace imagelab::gpu
