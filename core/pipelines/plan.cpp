#include <algorithm>
#include <cmath>

#include "core/pipelines/generation.h"
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

// Weights that lie in the page cache: packed, rounded to 8 bits, read as they were kept. Guesses until something was loaded.
constexpr double load_bytes_per_second = 1.0e9, round_bytes_per_second = 0.3e9, kept_bytes_per_second = 2.5e9;
constexpr double share_of_product_rate = 0.85;   // of a plain matrix product's speed that whole networks reach

// Operations a second, 0 where nobody knows: in floats, in 8-bit integers.
struct Rates {
    double floats = 0, int8 = 0;
};

// `own_memory`: of the device.
StagePlan planned(Stage stage, const StageNeeds& needs, const Rates& rates, bool own_memory) {
    const MemoryPlan& memory = needs.cost.memory;
    StagePlan plan{stage, needs.units, memory.weight_bytes + memory.window_bytes, memory.arena_bytes};
    plan.streamed_bytes = memory.streamed_bytes;
    plan.host_bytes = memory.host_bytes + (own_memory ? memory.streamed_bytes + memory.staging_bytes : 0);
    plan.flops = needs.runs * needs.cost.step_flops + needs.cost.prompt_flops;
    const double load_rate = needs.packed ? kept_bytes_per_second : needs.cost.int8_flops > 0 ? round_bytes_per_second : load_bytes_per_second;
    plan.load_seconds = needs.there_already ? 0 : static_cast<double>(memory.weight_bytes) / load_rate;
    const double int8 = needs.runs * needs.cost.int8_flops;
    plan.seconds = rates.floats > 0 ? plan.load_seconds + (plan.flops - int8) / rates.floats : INFINITY;
    if (int8 > 0) plan.seconds = rates.int8 > 0 ? plan.seconds + int8 / rates.int8 : INFINITY;
    return plan;
}

}  // namespace

std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, const RunModels& models) {
    const DiffusionModel& model = models.base;
    const auto rate = [&](DType dtype) { return model.device().estimated_flops_per_second(dtype) * share_of_product_rate; };
    const Rates rates{rate(model.stored()), model.dtype() == DType::i8 ? rate(DType::i8) : 0};
    const bool own_memory = model.device().info().own_memory;
    int64_t held = 0;  // what stays from stage to stage
    std::vector<StagePlan> plans;
    for (const auto& stage : stages_of(resolved)) {
        const StageNeeds needs = stage->needs(resolved, models);
        const MemoryPlan& memory = needs.cost.memory;
        StagePlan& plan = plans.emplace_back(planned(stage->stage(), needs, rates, own_memory));
        plan.peak_bytes = needs.alone_peak_bytes;
        if (plan.peak_bytes > 0) continue;
        if (needs.there_already) {
            plan.peak_bytes = held;
            continue;
        }
        // The extra while weights are packed.
        plan.peak_bytes = held + std::max(own_memory ? int64_t{0} : memory.loading_bytes(), memory.running_bytes());
        held += memory.code_bytes + (needs.weights_stay ? memory.weight_bytes + memory.window_bytes : 0) +
                (needs.arena_stays ? memory.arena_bytes : 0);
    }
    return plans;
}

}  // namespace imagelab
