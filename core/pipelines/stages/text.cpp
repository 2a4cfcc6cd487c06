// The prompts become what the denoiser is told (Conditioning).
#include <algorithm>

#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class TextStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::encoding; }

    // All text encoders together. Everything in them runs once a prompt.
    StageNeeds needs(const ResolvedRequest& resolved, DiffusionModel& model) const override {
        StageNeeds needs;
        NetworkCost& all = needs.cost;
        const bool turns = model.text_encoders_take_turns();
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
            if (turns) needs.alone_peak_bytes = std::max(needs.alone_peak_bytes, cost.memory.running_bytes());
        }
        needs.weights_stay = needs.arena_stays = model.keeps_text_encoders();
        return needs;
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_step(picture) < run.resolved.steps; });
    }

    void begin(Run& run) override {
        const Caption caption = run.resolved.caption();
        if (!run.model.remembered(caption))
            run.load(stage(), [&](const auto& progress) { run.model.load_text_encoders(caption, progress, run.cancel); });
        run.estimate.loaded(stage(), 1.0);
        const auto begin = Clock::now();
        run.report(stage());
        run.conditioning = run.model.condition(caption, run.cancel);
        for (const auto& [input, numbers] : run.conditioning.values) check_finite(numbers, "text encoder");
        run.times.text_s = seconds_since(begin);
        run.estimate.worked(stage(), run.times.text_s);
        if (!run.model.keeps_text_encoders()) run.model.unload_text_encoders();
    }
};

}  // namespace

std::unique_ptr<PipelineStage> text_stage() {
    return std::make_unique<TextStage>();
}

}  // namespace imagelab
