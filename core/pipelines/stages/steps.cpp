#include "core/pipelines/stages/steps.h"

#include <algorithm>
#include <cmath>

#include "core/models/control_net.h"
#include "core/models/reference.h"
#include "core/pipelines/stages/paint.h"
#include "core/pipelines/stages/predict.h"
#include "core/pipelines/stages/program_paint.h"
#include "core/samplers/noise_level.h"

namespace imagelab {
namespace {

// Which step of the request a step of the sampler belongs to, from 0: the sampler may take more of them. With a pace of its own by the way
// gone; A1111 counts evaluations there too, and what is meant for the last step holds in those beyond.
int request_step(const Run& run, const StepWork& steps, int step, const Sampler& sampler) {
    const Request& request = run.resolved.request;
    if (steps.stage == Stage::redrawing && is_a1111(request.like)) {  // which counts those of the pass by themselves
        const int own = run.resolved.hires->steps, done = sampler.pace(step) ? sampler.state().evaluations : step - steps.first;
        const int all = sampler.pace(step) ? own : steps.last - steps.first;
        return std::min(static_cast<int>(int64_t{done} * own / all), own - 1);
    }
    if (const auto pace = sampler.pace(step)) {
        const int number = is_a1111(request.like) ? sampler.state().evaluations : static_cast<int>(pace->gone * request.steps);
        return std::min(number, request.steps - 1);
    }
    return static_cast<int>(int64_t{step - steps.briefed_from.value_or(steps.first)} * request.steps / sampler.steps());
}

// Tells the denoiser what holds in a step.
void tell(const StepWork& steps, int number) {
    const Briefing& briefing = *steps.told.briefing;
    const auto holds = std::find_if(briefing.begin(), briefing.end(), [&](const BriefingPhase& phase) { return number < phase.last_step; });
    const BriefingPhase* phase = holds == briefing.end() ? &briefing.back() : &*holds;
    if (phase != steps.told.phase) phase->conditioning.write(steps.denoiser);
    steps.told.phase = phase;
}

// What controls and reference pictures count in a step; a refiner's steps belong to the schedule that their start and end share.
void tell_scales(const Run& run, const StepWork& steps, int step, const Sampler& sampler) {
    if (!steps.of_base) return;
    const int batch = static_cast<int>(steps.told.phase->weights.size()) + (run.resolved.guided ? 1 : 0) + run.resolved.copies();
    int number = step - steps.first, all = sampler.steps() - steps.first;
    if (const auto pace = sampler.pace(step)) {  // a share of the way
        constexpr int parts = 1000;
        number = std::min(static_cast<int>(pace->gone * parts), parts - 1), all = parts;
    }
    for (size_t i = 0; i < run.resolved.controls.size(); ++i) {
        const Control& control = run.resolved.controls[i];
        const std::vector<float> scale = control_scale(control.use, number, all, batch, run.resolved.guided, control.net->config);
        steps.denoiser.write(control_prefix(static_cast<int>(i)) + "scale", std::span<const float>(scale));
    }
    for (size_t i = 0; i < run.resolved.references.size(); ++i) {
        const std::vector<float> scale(static_cast<size_t>(batch), reference_scale(run.resolved.references[i].use, number, all));
        steps.denoiser.write(reference_prefix(static_cast<int>(i)) + "scale", std::span<const float>(scale));
    }
}

// The clean latents the model has in mind, as a picture.
std::shared_ptr<const RgbImage> render(const Run& run, const StepWork& steps, std::span<const float> input, std::span<const float> output,
                                       float sigma) {
    if (!run.preview || !run.callbacks.progress) return nullptr;
    const NetworkShape shape = steps.latents.value_or(run.resolved.latents());
    const NoiseLevel level(sigma);
    std::vector<float> clean(input.size());
    for (size_t i = 0; i < clean.size(); ++i) clean[i] = predicted_clean(steps.noise.prediction, level, input[i], output[i]);
    return std::make_shared<RgbImage>(run.preview->render(clean, shape.height, shape.width));
}

// The same work by the program that reuses what the denoiser's depth gave.
StepWork shallow_work(const StepWork& steps) {
    StepWork shallow{steps.stage, steps.model, steps.reused->shallow, steps.reused->told, steps.noise, steps.first, steps.last};
    shallow.briefed_from = steps.briefed_from, shallow.latents = steps.latents, shallow.of_base = steps.of_base;
    return shallow;
}

// What holds in every step of a picture of this size: the regions' places, numbers of guidance.
void tell_guidance(const Run& run, Program& denoiser, const NetworkShape& latents) {
    const ResolvedRequest& resolved = run.resolved;
    const Request& request = resolved.request;
    const UnetGuidance guidance = resolved.unet_guidance();
    const auto write = [&](const char* input, const std::vector<float>& values) { denoiser.write(input, std::span<const float>(values)); };
    const auto number = [](double value) { return static_cast<float>(value); };
    const FreeU& free_u = request.free_u;
    if (guidance.free_u) write("free_u", {number(free_u.b1), number(free_u.s1), number(free_u.b2), number(free_u.s2)});
    if (guidance.normalized) write("unwanted_scale", {number(request.nag_scale)});
    if (guidance.regions > 0)
        write("regions.shares", region_shares(resolved.regions, latents.height, latents.width, resolved.painting.get()));
}

}  // namespace

CompanionPictures LatentTiles::part(int row, int column) const {
    const auto cut = [&](const std::vector<float>& picture, size_t channels) {
        const size_t line = channels * (across.begins.back() + across.side) * downscale, width = channels * across.side * downscale;
        const size_t first = down.begins[row] * downscale * line + channels * across.begins[column] * downscale;
        std::vector<float> part;
        for (size_t y = 0; y < static_cast<size_t>(down.side) * downscale && !picture.empty(); ++y) {
            const float* from = picture.data() + first + y * line;
            part.insert(part.end(), from, from + width);
        }
        return part;
    };
    CompanionPictures parts;
    for (const std::vector<float>& picture : pictures.controls) parts.controls.push_back(cut(picture, 3));
    for (const std::vector<float>& mask : pictures.masks) parts.masks.push_back(cut(mask, 1));
    return parts;
}

void tell_pictures(Program& denoiser, const CompanionPictures& pictures) {
    for (size_t i = 0; i < pictures.controls.size(); ++i)
        denoiser.write(control_prefix(static_cast<int>(i)) + "picture", std::span<const float>(pictures.controls[i]));
    for (size_t i = 0; i < pictures.masks.size(); ++i) {
        if (!pictures.masks[i].empty())
            denoiser.write(reference_prefix(static_cast<int>(i)) + "mask", std::span<const float>(pictures.masks[i]));
    }
}

void tell_companions(const Run& run, Program& denoiser, const NetworkShape& latents, const CompanionPictures& pictures) {
    tell_guidance(run, denoiser, latents);
    tell_pictures(denoiser, pictures);
    const size_t prompts = run.resolved.phases.front().prompts.size() + static_cast<size_t>(run.resolved.copies());
    for (size_t i = 0; i < run.resolved.controls.size(); ++i) {
        const std::string prefix = control_prefix(static_cast<int>(i));
        const Control& control = run.resolved.controls[i];
        const auto types = static_cast<size_t>(control.net->config.control_types);
        if (types == 0) continue;
        const std::vector<int32_t> type{union_type(control.use.type).value()};
        std::vector<float> flags(types * (prompts + (run.resolved.guided ? 1 : 0)));
        for (size_t image = 0; image * types < flags.size(); ++image) flags[image * types + static_cast<size_t>(type.front())] = 1;
        denoiser.write(prefix + "type", std::span<const int32_t>(type));
        denoiser.write(prefix + "types", std::span<const float>(flags));
    }
    for (size_t i = 0; i < run.references.size(); ++i) {
        const ReferenceReading& reading = run.references[i];
        std::vector<float> tokens;
        if (run.resolved.guided) tokens = reading.without;
        for (size_t prompt = 0; prompt < prompts; ++prompt) tokens.insert(tokens.end(), reading.with.begin(), reading.with.end());
        denoiser.write(reference_prefix(static_cast<int>(i)) + "tokens", std::span<const float>(tokens));
    }
}

void run_steps(Run& run, PictureRun& work, const StepWork& steps, Sampler& sampler, int from) {
    std::vector<float>& latents = work.latents;
    std::vector<float> input(latents.size());
    if (from == steps.first) work.carried.clear();  // of another pass, perhaps of another size
    const auto left = [&](int step) {
        const auto pace = step < steps.last ? sampler.pace(step) : std::nullopt;
        return pace ? pace->left : steps.last - step;
    };
    int done = sampler.state().evaluations, expected = left(from);
    if (steps.expected) run.estimate.skipped(steps.stage, std::max(0, *steps.expected - done) - expected);
    begin_painting(run, work, steps);
    std::optional<StepWork> shallow;
    if (steps.reused) begin_painting(run, work, shallow.emplace(shallow_work(steps)));
    bool has_depth = false;  // of this picture
    run.report(steps.stage, done, done + expected);
    const auto told = [&](double share) {
        run.estimate.working(steps.stage, share);
        run.report(steps.stage, done, done + expected);
    };
    for (int i = from; i < steps.last;) {
        const auto begin = Clock::now();
        sampler.scale_model_input(i, latents, input);
        const int number = request_step(run, steps, i, sampler);
        const float sigma = sampler.sigma(i);
        const bool reuses = has_depth && !steps.reused->renewed_at(i, steps.first);
        const StepWork& now = reuses ? *shallow : steps;
        tell(now, number);
        tell_scales(run, now, i, sampler);
        const std::vector<float> given = blended_input(run, work, steps, sampler, i, input);
        auto [output, unguided] = predict(run, work, now, {given, sampler.timestep(i), sigma, number, told});
        if (steps.reused && !reuses) {
            steps.reused->shallow.write("deep", std::span<const float>(steps.denoiser.read("deep")));
            has_depth = true;
        }
        blend_output(run, work, steps, sampler, i, input, given, output);
        about_own_input(run, steps, sampler, i, input, given, unguided);
        sampler.step(i, output, latents, work.generator, unguided);
        const int next = sampler.after(i);
        done = sampler.state().evaluations;
        keep_unpainted(run, work, steps, sampler, i);
        run.times.step_s.push_back(seconds_since(begin));
        run.estimate.worked(steps.stage, run.times.step_s.back());
        run.estimate.skipped(steps.stage, expected - 1 - left(next));
        expected = left(next);
        if (run.callbacks.stepped && (!steps.reused || next >= steps.last || steps.reused->renewed_at(next, steps.first)))
            run.callbacks.stepped(
                {work.index, next, latents, sampler.state(), work.generator.state(), work.carried, steps.stage, work.notes.decision});
        run.report(steps.stage, done, done + expected, render(run, steps, input, output, sigma));
        i = next;
    }
    check_finite(latents, "sampler");
}

int resume_steps(const Run& run, PictureRun& work, Stage stage, Sampler& sampler, int first, int last,
                 std::optional<NetworkShape> latents) {
    const StepState& state = *run.callbacks.resume;
    const NetworkShape shape = latents.value_or(run.resolved.latents());
    const size_t count = static_cast<size_t>(run.channels()) * shape.height * shape.width;
    const bool history_fits = state.sampler.history.size() % count == 0 && (state.carried.empty() || state.carried.size() == count);
    if (state.stage != stage || state.latents.size() != count || !history_fits || state.next_step < first || state.next_step > last) {
        throw Error("[resume] " + std::to_string(state.latents.size()) + " latents at step " + std::to_string(state.next_step) + " for " +
                    std::to_string(count) + " and steps " + std::to_string(first) + " to " + std::to_string(last));
    }
    work.generator.restore(state.generator);
    work.latents = state.latents;
    work.carried = state.carried;
    work.notes.decision = state.decision;
    sampler.restore(state.sampler);
    return state.next_step;
}

}  // namespace imagelab
