#include <algorithm>
#include <cmath>

#include "core/pipelines/generation.h"

namespace imagelab {
namespace {

constexpr double load_bytes_per_second = 1.0e9;  // packing weights that lie in the page cache; a guess until something was loaded
constexpr double share_of_product_rate = 0.85;   // of a plain matrix product's speed that whole networks reach

// All text encoders together. Everything in them runs once a prompt.
NetworkCost text_cost(const ResolvedRequest& resolved, DiffusionModel& model) {
    NetworkCost all;
    for (const TextPass& pass : model.text_passes(resolved.caption())) {
        const NetworkCost cost = pass.network->cost(pass.shape);
        all.prompt_flops += pass.runs * cost.prompt_flops;
        all.memory.weight_bytes += cost.memory.weight_bytes;
        all.memory.arena_bytes += cost.memory.arena_bytes;
        all.memory.code_bytes += cost.memory.code_bytes;
        all.memory.window_bytes += cost.memory.window_bytes;
        all.memory.streamed_bytes += cost.memory.streamed_bytes;
        all.memory.host_bytes += cost.memory.host_bytes;
        all.memory.staging_bytes = std::max(all.memory.staging_bytes, cost.memory.staging_bytes);
    }
    return all;
}

}  // namespace

std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, DiffusionModel& model) {
    const int batch = resolved.guided ? 2 : 1;
    const double rate = model.device().estimated_flops_per_second(model.dtype()) * share_of_product_rate;
    const bool own_memory = model.device().info().own_memory;
    const auto stage = [&](const char* name, const NetworkCost& cost, double runs) {
        StagePlan plan{name, cost.memory.weight_bytes + cost.memory.window_bytes, cost.memory.arena_bytes};
        plan.streamed_bytes = cost.memory.streamed_bytes;
        plan.host_bytes = cost.memory.host_bytes + (own_memory ? cost.memory.streamed_bytes + cost.memory.staging_bytes : 0);
        plan.flops = runs * cost.step_flops + cost.prompt_flops;
        plan.load_seconds = static_cast<double>(cost.memory.weight_bytes) / load_bytes_per_second;
        plan.seconds = rate > 0 ? plan.load_seconds + plan.flops / rate : INFINITY;
        return plan;
    };
    // What stays from stage to stage, and the extra while weights are packed.
    int64_t held = 0;
    const auto place = [&](StagePlan& plan, const NetworkCost& cost, bool weights_stay, bool arena_stays) {
        plan.peak_bytes = held + std::max(own_memory ? int64_t{0} : cost.memory.loading_bytes(), cost.memory.running_bytes());
        held += cost.memory.code_bytes + (weights_stay ? cost.memory.weight_bytes + cost.memory.window_bytes : 0) +
                (arena_stays ? cost.memory.arena_bytes : 0);
    };

    std::vector<StagePlan> plans;
    const bool keep = model.keeps_text_encoders();
    plans.push_back(stage("text", text_cost(resolved, model), 0));
    if (model.text_encoders_take_turns()) {
        for (const TextPass& pass : model.text_passes(resolved.caption()))
            plans.back().peak_bytes = std::max(plans.back().peak_bytes, pass.network->cost(pass.shape).memory.running_bytes());
    } else {
        place(plans.back(), text_cost(resolved, model), keep, keep);
    }
    const NetworkShape picture{1, resolved.latent_height, resolved.latent_width, 0};
    if (resolved.start) {
        const NetworkCost encoder = model.vae_encoder.cost({1, resolved.picture_height, resolved.picture_width, 0});
        plans.push_back(stage("image", encoder, 1));
        place(plans.back(), encoder, false, false);
    }
    const NetworkShape shape{batch, resolved.latent_height, resolved.latent_width, model.context_tokens()};
    const NetworkCost denoiser = model.denoiser.cost(shape);
    const bool stays = !model.takes_turns(shape);
    plans.push_back(stage("denoise", denoiser, static_cast<double>(resolved.request.batch) * resolved.runs()));
    place(plans.back(), denoiser, stays, stays);
    const NetworkCost decoder = model.vae_decoder.cost(picture);
    plans.push_back(stage("decode", decoder, resolved.request.batch));
    place(plans.back(), decoder, true, true);
    return plans;
}

}  // namespace imagelab
