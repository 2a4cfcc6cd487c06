#include <algorithm>

#include "core/pipelines/generation.h"

namespace imagelab {
namespace {

constexpr double load_bytes_per_second = 1.0e9;  // packing weights that lie in the page cache; a guess until something was loaded
constexpr double share_of_product_rate = 0.85;   // of a plain matrix product's speed that whole networks reach

}  // namespace

std::vector<StagePlan> plan_stages(const ResolvedRequest& resolved, SdxlModel& model) {
    const int batch = resolved.guided ? 2 : 1;
    const double rate = model.device().estimated_flops_per_second(model.dtype()) * share_of_product_rate;
    const bool own_memory = model.device().info().own_memory;
    const auto stage = [&](const char* name, const NetworkCost& cost, double runs) {
        StagePlan plan{name, cost.memory.weight_bytes + cost.memory.window_bytes, cost.memory.arena_bytes};
        plan.streamed_bytes = cost.memory.streamed_bytes;
        plan.host_bytes = cost.memory.streamed_bytes + cost.memory.host_bytes + (own_memory ? cost.memory.staging_bytes : 0);
        plan.flops = runs * cost.step_flops + cost.prompt_flops;
        plan.load_seconds = static_cast<double>(cost.memory.weight_bytes) / load_bytes_per_second;
        plan.seconds = plan.load_seconds + plan.flops / rate;
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
    const NetworkCost clip = model.text_encoder.cost(model.text_shape()), clip_2 = model.text_encoder_2.cost(model.text_shape());
    const double prompts = resolved.guided ? 2 : 1;
    // Everything in a text encoder runs once a prompt.
    NetworkCost both = clip_2;
    both.prompt_flops = prompts * (clip.prompt_flops + clip_2.prompt_flops);
    both.memory.weight_bytes += clip.memory.weight_bytes;
    both.memory.arena_bytes += clip.memory.arena_bytes;
    both.memory.code_bytes += clip.memory.code_bytes;
    both.memory.window_bytes += clip.memory.window_bytes;
    both.memory.streamed_bytes += clip.memory.streamed_bytes;
    both.memory.host_bytes += clip.memory.host_bytes;
    plans.push_back(stage("text", both, 0));
    if (model.text_encoders_take_turns()) {
        plans.back().peak_bytes = std::max(clip.memory.running_bytes(), clip_2.memory.running_bytes());
    } else {
        place(plans.back(), both, keep, keep);
    }
    const NetworkShape picture{1, resolved.latent_height, resolved.latent_width, 0};
    if (resolved.start) {
        const NetworkCost encoder = model.vae_encoder.cost({1, resolved.request.height, resolved.request.width, 0});
        plans.push_back(stage("image", encoder, 1));
        place(plans.back(), encoder, false, false);
    }
    const NetworkShape unet_shape{batch, resolved.latent_height, resolved.latent_width, model.tokens()};
    const NetworkCost unet = model.unet.cost(unet_shape);
    const bool stays = !model.takes_turns(unet_shape);
    plans.push_back(stage("denoise", unet, static_cast<double>(resolved.request.batch) * resolved.runs()));
    place(plans.back(), unet, stays, stays);
    const NetworkCost decoder = model.vae_decoder.cost(picture);
    plans.push_back(stage("decode", decoder, resolved.request.batch));
    place(plans.back(), decoder, true, true);
    return plans;
}

}  // namespace imagelab
