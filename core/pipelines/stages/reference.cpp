// Reference pictures become tokens beside the text's, once for the whole batch. Each adapter and its image encoder hold weights in turn, so
// that the largest of them is all that this takes.
#include <algorithm>

#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class ReferenceStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::referencing; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        StageNeeds needs{.units = static_cast<int>(resolved.references.size())};
        const auto count = [&](const NetworkCost& cost) {
            needs.cost.prompt_flops += cost.prompt_flops;
            MemoryPlan& largest = needs.cost.memory;
            if (cost.memory.running_bytes() + cost.memory.streamed_bytes > largest.running_bytes() + largest.streamed_bytes)
                largest = cost.memory;
        };
        for (ReferenceReader* reader : models.references) {
            count(reader->encoder_cost());
            count(reader->projection_cost());
        }
        return needs;
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) {
            return run.first_step(picture) < run.resolved.last_step ||
                   (run.resolved.hires && run.first_redrawing_step(picture) < run.resolved.hires->last_step);
        });
    }

    void begin(Run& run) override {
        const std::vector<Reference>& references = run.resolved.references;
        for (const Reference& reference : references) {
            run.companion_pictures.masks.push_back(
                reference_mask(reference, run.resolved.picture_width, run.resolved.picture_height));
            if (const auto& hires = run.resolved.hires)
                run.hires_companion_pictures.masks.push_back(reference_mask(reference, hires->picture_width, hires->picture_height));
        }
        for (size_t i = 0; i < references.size(); ++i) {
            run.cancel.check();
            ReferenceReader& reader = *run.models.references[i];
            std::vector<float> patches = reader.patches_of(references[i].image);
            if (!reader.remembers(patches)) make_room(run, reader);
            const auto begin = Clock::now();
            run.load(stage(),
                     [&](const auto& progress) { run.references.push_back(reader.read(std::move(patches), progress, run.cancel)); });
            run.report(stage());
            run.estimate.worked(stage(), seconds_since(begin));
            const bool again = std::any_of(run.models.references.begin() + static_cast<std::ptrdiff_t>(i) + 1, run.models.references.end(),
                                           [&](ReferenceReader* later) { return &later->encoder() == &reader.encoder(); });
            if (!again) reader.unload();
        }
        run.estimate.loaded(stage(), 1);
    }

  private:
    // A denoiser and a decoder that stayed from the job before lie beside what this stage was planned with.
    static void make_room(Run& run, ReferenceReader& reader) {
        run.keep_only({});
        int64_t planned = 0;
        for (const StagePlan& plan : plan_stages(run.resolved, run.models)) planned = std::max(planned, plan.peak_bytes);
        const MemoryPlan memory = reader.encoder_cost().memory;
        if (run.model.resident_bytes() + std::max(memory.running_bytes(), memory.loading_bytes()) <= planned) return;
        run.model.denoiser.unload();
        run.model.vae_decoder.unload();
        run.model.vae_encoder.unload();
        if (run.models.refiner != nullptr) run.models.refiner->denoiser.unload();
    }
};

}  // namespace

std::unique_ptr<PipelineStage> reference_stage() {
    return std::make_unique<ReferenceStage>();
}

}  // namespace imagelab
