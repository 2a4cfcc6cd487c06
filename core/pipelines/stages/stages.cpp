#include <algorithm>
#include <iterator>

#include "core/pipelines/stages/stage.h"
#include "core/pipelines/vae_tiles.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {

namespace {

// From the prompts to a picture, or to latents where those are asked for.
std::vector<std::unique_ptr<PipelineStage>> drawing_stages(const ResolvedRequest& resolved) {
    std::vector<std::unique_ptr<PipelineStage>> stages;
    stages.push_back(text_stage());
    if (resolved.refiner) stages.push_back(refiner_text_stage());
    if (!resolved.references.empty()) stages.push_back(reference_stage());
    if (resolved.start || resolved.reads_mask) stages.push_back(start_picture_stage());
    if (!resolved.controls.empty() && (resolved.runs() > 0 || resolved.hires)) stages.push_back(control_stage());
    stages.push_back(denoise_stage());
    if (resolved.refiner && resolved.refiner->second_pass) {
        stages.push_back(draft_stage());
        stages.push_back(reread_stage(Stage::rereading));
    }
    if (resolved.refiner) stages.push_back(refine_stage());
    if (resolved.hires) {
        for (auto& stage : hires_stages(*resolved.hires)) stages.push_back(std::move(stage));
    }
    if (resolved.output != PictureFormat::latents) stages.push_back(decode_stage());
    return stages;
}

}  // namespace

std::vector<std::unique_ptr<PipelineStage>> stages_of(const ResolvedRequest& resolved) {
    std::vector<std::unique_ptr<PipelineStage>> stages;
    if (!resolved.only_enlarged) {
        for (auto& stage : drawing_stages(resolved)) stages.push_back(std::move(stage));
    }
    if (resolved.output == PictureFormat::latents) return stages;
    const Request& request = resolved.request;
    if (!resolved.details.empty()) stages.push_back(detail_stage());
    if (!request.upscaler.empty() || request.upscale) stages.push_back(enlarge_stage());
    if (!request.face_restore.empty()) stages.push_back(restore_stage());
    if (request.auto_contrast || request.match_colours || request.sharpen.amount > 0 || request.grain > 0) stages.push_back(finish_stage());
    if (request.safety != SafetyAction::off) stages.push_back(check_stage());
    return stages;
}
bool takes_turns(const ResolvedRequest& resolved, const RunModels& models) {
    if (resolved.only_enlarged) return models.one_at_a_time;
    // A hires pass and details take the same networks for other sizes: each is loaded once for all pictures.
    if (models.one_at_a_time || resolved.hires || !resolved.details.empty()) return true;
    if (models.base.memory_budget() == 0) return false;
    return models.base.takes_turns(resolved.base_shape(models.base), decoding_cost(resolved, models.base, resolved.latents()));
}

int PipelineStage::done_before(const Run& run, int picture) const {
    return each_picture() && run.is_there(picture) ? 1 : 0;
}

Run::Run(const ResolvedRequest& resolved_request, const RunModels& run_models, const GenerationCallbacks& told,
         const CancelToken& cancelled, GenerationTimes& taken, const std::vector<StagePlan>& plans)
    : resolved(resolved_request),
      models(run_models),
      model(run_models.base),
      callbacks(told),
      cancel(cancelled),
      times(taken),
      estimate(plans),
      turns(takes_turns(resolved_request, run_models)) {}

bool Run::is_within(int picture, Stage stage) const {
    constexpr Stage order[] = {Stage::denoising, Stage::refining, Stage::redrawing, Stage::detailing};
    const auto place = [&](Stage each) { return std::find(std::begin(order), std::end(order), each) - std::begin(order); };
    return is_resumed(picture) && place(callbacks.resume->stage) >= place(stage);
}

int Run::first_step(int picture) const {
    if (is_within(picture, Stage::refining)) return resolved.last_step;
    return is_resumed(picture) ? callbacks.resume->next_step : resolved.first_step;
}

int Run::first_refining_step(int picture) const {
    if (is_within(picture, Stage::redrawing)) return resolved.refiner->last_step;
    return is_within(picture, Stage::refining) ? callbacks.resume->next_step : resolved.refiner->first_step;
}

int Run::first_redrawing_step(int picture) const {
    if (is_within(picture, Stage::detailing)) return resolved.hires->last_step;
    return is_within(picture, Stage::redrawing) ? callbacks.resume->next_step : resolved.hires->first_step;
}

void Run::report(Stage stage, int step, int steps, std::shared_ptr<const RgbImage> preview) {
    if (!callbacks.progress) return;
    Progress progress{stage, picture_, resolved.request.batch, step, steps};
    progress.about = has_steps(stage) && sampler_info(resolved.request.sampler).own_pace;
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

Program& Run::ready(Stage stage, Network& network, const NetworkShape& shape) {
    Program* program = nullptr;
    load(stage, [&](const auto& progress) { program = &network.ready(shape, progress, cancel); });
    return *program;
}

void Run::keep_only(const std::vector<const Network*>& wanted) {
    if (!models.one_at_a_time) return;
    for (DiffusionModel* each : {&models.base, models.refiner}) {
        for (const auto& [name, network] : each->networks()) {
            if (std::find(wanted.begin(), wanted.end(), network) == wanted.end()) network->unload();
        }
    }
}

}  // namespace imagelab
