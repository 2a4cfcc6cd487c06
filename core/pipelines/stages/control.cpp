// Control pictures are made of pictures, once for the whole batch; a hires pass sees them at its own size, as A1111's ControlNet does.
#include <algorithm>

#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

class ControlStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::controlling; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        std::vector<std::pair<int, int>> sizes{{resolved.picture_width, resolved.picture_height}};
        if (resolved.hires) sizes.emplace_back(resolved.hires->picture_width, resolved.hires->picture_height);
        StageNeeds needs{.units = static_cast<int>(sizes.size() * resolved.controls.size())};
        for (const Control& control : resolved.controls) {
            if (!control.by_network) continue;
            const auto asked = std::count_if(sizes.begin(), sizes.end(), [&](const auto& size) {
                return control.maps.empty() || !control.made_of(control.picture(size.first, size.second));
            });
            if (asked == 0) continue;
            const NetworkCost cost = models.annotators.at(control.use.type)->cost(resolved.picture_width, resolved.picture_height);
            if (cost.memory.running_bytes() > needs.cost.memory.running_bytes()) needs.cost.memory = cost.memory;  // one after the other
            needs.cost.prompt_flops += static_cast<double>(asked) * (cost.prompt_flops + cost.step_flops);
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
        const AnnotateByNetwork by_network = [&](ControlType type, const RgbImage& picture) {
            run.keep_only({});
            RgbImage made;
            Annotator& annotator = *run.models.annotators.at(type);
            run.load(stage(), [&](const auto& progress) { made = annotator.made(picture, progress, run.cancel); });
            annotator.unload();
            return made;
        };
        const auto make = [&](std::vector<std::vector<float>>& pictures, int width, int height) {
            for (size_t i = 0; i < run.resolved.controls.size(); ++i) {
                run.cancel.check();
                const auto begin = Clock::now();
                run.report(stage());
                const MapMade made = [&, i](const RgbImage& map, const std::string& of) {
                    if (run.callbacks.mapped) run.callbacks.mapped(static_cast<int>(i), map, of);
                };
                pictures.push_back(control_picture(run.resolved.controls[i], width, height, by_network, made));
                run.estimate.worked(stage(), seconds_since(begin));
            }
        };
        make(run.companion_pictures.controls, run.resolved.picture_width, run.resolved.picture_height);
        if (const auto& hires = run.resolved.hires)
            make(run.hires_companion_pictures.controls, hires->picture_width, hires->picture_height);
        run.estimate.loaded(stage(), 1);
    }
};

}  // namespace

std::unique_ptr<PipelineStage> control_stage() {
    return std::make_unique<ControlStage>();
}

}  // namespace imagelab
