#include "core/pipelines/stages/program_paint.h"

#include "core/samplers/noise_level.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

bool blends_before(const Request& request) {
    return is_a1111(request.like) && sampler_info(request.sampler).a1111_timesteps;
}

// Of each place of the latents at step i: 1 is the model's, 0 the start picture's.
std::vector<float> painted_share(const Run& run, const Sampler& sampler, int i) {
    std::vector<float> mask = run.resolved.painting->latent_mask;
    if (!run.resolved.request.mask.soft) return mask;
    const float left = sampler.timestep(i) / sampler.timesteps().front();
    for (float& value : mask) value = value >= left ? 1.0f : 0.0f;
    return mask;
}

}  // namespace

bool paints_as_program(const ResolvedRequest& resolved) {
    const Request& request = resolved.request;
    if (!resolved.painting || request.like == LikeProgram::diffusers || resolved.reads_mask) return false;
    return request.like == LikeProgram::comfyui || !request.mask.soft;
}

bool paints_as_program(const Run& run, const StepWork& steps) {
    return paints_as_program(run.resolved) && !steps.model.files().reads_mask();
}

void fill_painted(const ResolvedRequest& resolved, std::span<const float> plain, std::vector<float>& start) {
    const std::vector<float>& mask = resolved.painting->latent_mask;
    const bool noise = resolved.request.mask.fill == MaskFill::noise;
    if (!noise && resolved.request.mask.fill != MaskFill::nothing) return;
    for (size_t i = 0; i < start.size(); ++i) {
        const float share = mask[i % mask.size()];
        start[i] = start[i] * (1 - share) + (noise ? plain[i] * share : 0.0f);
    }
}

std::vector<float> blended_input(const Run& run, const PictureRun& work, const StepWork& steps, const Sampler& sampler, int i,
                                 std::vector<float> input) {
    if (!paints_as_program(run, steps)) return input;
    const Request& request = run.resolved.request;
    if (request.like != LikeProgram::comfyui && !blends_before(request)) return input;
    const NoiseLevel level(sampler.sigma(i));
    std::vector<float> kept = work.paint->start;
    if (!blends_before(request)) diffuse(level.alpha, level.sigma, work.paint->noise, kept);
    const std::vector<float> share = painted_share(run, sampler, i);
    for (size_t k = 0; k < input.size(); ++k) {
        const float own = share[k % share.size()];
        if (own < 1) input[k] = input[k] * own + kept[k] * (1 - own);
    }
    return input;
}

void blend_output(const Run& run, const PictureRun& work, const StepWork& steps, const Sampler& sampler, int i,
                  std::span<const float> input, std::span<const float> given, std::vector<float>& output) {
    if (!paints_as_program(run, steps)) return;
    const NoiseLevel level(sampler.sigma(i));
    const auto prediction = steps.noise.prediction;
    const std::vector<float> share = painted_share(run, sampler, i);
    for (size_t k = 0; k < output.size(); ++k) {
        const float own = share[k % share.size()];
        if (own >= 1) continue;
        const float clean = predicted_clean(prediction, level, given[k], output[k]);
        if (blends_before(run.resolved.request)) {  // the noise that it saw is the noise of the sampler's latents
            const float noise = (given[k] - level.alpha * clean) / level.sigma;
            output[k] = output_that_means(prediction, level, input[k], (input[k] - level.sigma * noise) / level.alpha);
        } else {
            output[k] = output_that_means(prediction, level, input[k], clean * own + work.paint->start[k] * (1 - own));
        }
    }
}

void about_own_input(const Run& run, const StepWork& steps, const Sampler& sampler, int i, std::span<const float> input,
                     std::span<const float> given, std::vector<float>& unguided) {
    if (unguided.empty() || !paints_as_program(run, steps)) return;
    const NoiseLevel level(sampler.sigma(i));
    const auto prediction = steps.noise.prediction;
    for (size_t k = 0; k < unguided.size(); ++k) {
        if (input[k] != given[k])
            unguided[k] = output_that_means(prediction, level, input[k], predicted_clean(prediction, level, given[k], unguided[k]));
    }
}

void blend_end(const Run& run, PictureRun& work, const StepWork& steps, const Sampler& sampler, int i) {
    if (!paints_as_program(run, steps) || !is_a1111(run.resolved.request.like) || sampler.after(i) != sampler.steps()) return;
    const std::vector<float>& mask = run.resolved.painting->latent_mask;
    for (size_t k = 0; k < work.latents.size(); ++k) {
        const float own = mask[k % mask.size()];
        if (own < 1) work.latents[k] = work.latents[k] * own + work.paint->start[k] * (1 - own);
    }
}

}  // namespace imagelab
