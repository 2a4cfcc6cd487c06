#include <algorithm>

#include "core/pipelines/stages/stage.h"

namespace imagelab {

std::vector<std::unique_ptr<PipelineStage>> stages_of(const ResolvedRequest& resolved) {
    std::vector<std::unique_ptr<PipelineStage>> stages;
    stages.push_back(text_stage());
    if (resolved.start) stages.push_back(start_picture_stage());
    stages.push_back(denoise_stage());
    stages.push_back(decode_stage());
    return stages;
}

Run::Run(const ResolvedRequest& resolved_request, DiffusionModel& diffusion_model, const GenerationCallbacks& told,
         const CancelToken& cancelled, GenerationTimes& taken, const std::vector<StagePlan>& plans)
    : resolved(resolved_request),
      model(diffusion_model),
      callbacks(told),
      cancel(cancelled),
      times(taken),
      estimate(plans),
      turns(model.takes_turns(resolved.denoiser_shape(model))) {}

void Run::report(Stage stage, int step, std::shared_ptr<const RgbImage> preview) {
    if (!callbacks.progress) return;
    Progress progress{stage, picture_, resolved.request.batch, step, resolved.runs()};
    progress.seconds_left = estimate.seconds_left();
    progress.fraction = fraction_ = std::max(fraction_, estimate.fraction(progress.seconds_left));  // never back
    progress.preview = std::move(preview);
    callbacks.progress(progress);
}

void Run::load(Stage stage, const std::function<void(const std::function<void(double)>&)>& work) {
    const auto begin = Clock::now();
    report(Stage::loading);
    work([&](double share) {
        estimate.loaded(stage, share);
        report(Stage::loading);
    });
    estimate.loaded(stage, 1.0);
    times.load_s += seconds_since(begin);
}

}  // namespace imagelab
