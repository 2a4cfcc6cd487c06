#include "core/pipelines/stages/paint.h"

#include <algorithm>

#include "core/pipelines/picture_noise.h"
#include "core/pipelines/stages/program_paint.h"
#include "core/samplers/program_levels.h"

namespace imagelab {
namespace {

// Which of the steps over which the mask is let in comes behind step i of this model, and how many there are.
struct SoftStep {
    int next, all;
};
SoftStep soft_step(const ResolvedRequest& resolved, const StepWork& steps, int i) {
    const int own = steps.last - steps.first;
    const bool takes_over = steps.stage == Stage::refining && !resolved.refiner->second_pass;
    const int before = takes_over ? resolved.runs() : 0;
    const int all = resolved.refiner && !resolved.refiner->second_pass ? resolved.all_runs() : own;
    return {std::min(before + i - steps.first + 1, all - 1), all};
}

// Whether a place is painted in a step: black and white always or never; a grey in the last steps, as large a share of them as it is light
// (Levin and Fried 2023, Differential Diffusion).
bool is_painted(float mask, SoftStep step) {
    constexpr float rounding = 1e-4f;
    return mask >= 1.0f - static_cast<float>(step.next) / static_cast<float>(step.all) - rounding && mask > 0;
}

// `level`: the sampler's step whose noise the kept latents have; that behind its last: none.
void keep(std::vector<float>& latents, const PaintedLatents& drawn, std::span<const float> mask, const Sampler& sampler, int level,
          SoftStep step) {
    std::vector<float> kept = drawn.start;
    if (level < sampler.steps()) sampler.add_noise(kept, drawn.noise, level);
    for (size_t i = 0; i < latents.size(); ++i) {
        if (!is_painted(mask[i % mask.size()], step)) latents[i] = kept[i];
    }
}

}  // namespace

bool draws_paint(const ResolvedRequest& resolved) {
    return resolved.painting || resolved.reads_mask;
}

bool reads_start_again(const Run& run, int picture) {
    if (!draws_paint(run.resolved)) return false;
    if (run.first_step(picture) < run.resolved.last_step) return true;
    return run.resolved.refiner && run.first_refining_step(picture) < run.resolved.refiner->last_step;
}

std::vector<float> picture_with_hole(const ResolvedRequest& resolved) {
    std::vector<float> pixels(static_cast<size_t>(resolved.picture_width) * resolved.picture_height * 3);
    if (!resolved.painting) return pixels;
    const Painting& painting = *resolved.painting;
    for (size_t i = 0; i < pixels.size(); ++i) {
        if (painting.mask.pixels[i / 3] < 128) pixels[i] = 2.0f * (static_cast<float>(painting.start.pixels[i]) / 255.0f) - 1.0f;
    }
    return pixels;
}

PaintedLatents draw_paint(const Run& run, int picture, TorchGenerator& generator) {
    const ResolvedRequest& resolved = run.resolved;
    const Request& request = resolved.request;
    const VaeConfig& vae = run.model.files().vae;
    const bool means = takes_the_mean(request), full = resolved.painting && request.strength == 1;
    PaintedLatents drawn;
    if (resolved.start) drawn.start = means || (resolved.reads_mask && full) ? run.start.mode(vae) : run.start.sample(generator, vae);
    drawn.noise = first_noise(request, picture, generator, run.planes());
    if (paints_as_program(resolved)) {
        const std::vector<float> plain = picture_generator(request, picture).randn(run.latent_count());
        fill_painted(resolved, plain, drawn.start);
    }
    if (resolved.reads_mask) {
        drawn.hole = means ? run.hole.mode(vae) : run.hole.sample(generator, vae);
    } else if (!means) {
        generator.randn(run.latent_count());
    }
    return drawn;
}

std::vector<float> first_painted_latents(const Run& run, const Sampler& sampler, const PaintedLatents& drawn) {
    const ResolvedRequest& resolved = run.resolved;
    if (paints_as_program(resolved)) {
        std::vector<float> begun = drawn.start;
        begin_with_noise(sampler, resolved.request.like, begun, drawn.noise, resolved.first_step);
        return begun;
    }
    const bool full = !resolved.start || (resolved.painting && resolved.request.strength == 1);
    std::vector<float> latents = full ? drawn.noise : drawn.start;
    if (full) {
        for (float& value : latents) value *= sampler.init_noise_sigma();
    } else {
        const MaskFill fill = resolved.request.mask.fill;
        if (resolved.painting && (fill == MaskFill::noise || fill == MaskFill::nothing)) {  // A1111's "latent noise", "latent nothing"
            const std::vector<float>& mask = resolved.painting->latent_mask;
            for (size_t i = 0; i < latents.size(); ++i) {
                if (mask[i % mask.size()] > 0) latents[i] = fill == MaskFill::noise ? drawn.noise[i] : 0.0f;
            }
        }
        sampler.add_noise(latents, drawn.noise, resolved.first_step);
    }
    if (resolved.painting && resolved.request.mask.soft && resolved.runs() > 0)
        keep(latents, drawn, resolved.painting->latent_mask, sampler, resolved.first_step, {0, resolved.all_runs()});
    return latents;
}

void begin_painting(const Run& run, PictureRun& work, const StepWork& steps) {
    if (!draws_paint(run.resolved)) return;
    if (!work.paint) {
        TorchGenerator generator = picture_generator(run.resolved.request, work.index);
        work.paint = draw_paint(run, work.index, generator);
    }
    if (!steps.model.files().reads_mask()) return;
    std::vector<float> mask(run.latent_count() / static_cast<size_t>(run.channels()), 1.0f);
    if (run.resolved.painting) mask = run.resolved.painting->latent_mask;
    const std::vector<float> hole = to_nhwc(work.paint->hole, run.channels());
    std::vector<float> masks, holes;
    const int copies = steps.of_base ? run.resolved.copies() : 0;
    for (int i = 0; i < run.resolved.denoiser_shape(steps.model).batch + copies; ++i) {
        masks.insert(masks.end(), mask.begin(), mask.end());
        holes.insert(holes.end(), hole.begin(), hole.end());
    }
    steps.denoiser.write("mask", std::span<const float>(masks));
    steps.denoiser.write("masked_latents", std::span<const float>(holes));
}

void keep_unpainted(const Run& run, PictureRun& work, const StepWork& steps, const Sampler& sampler, int i) {
    if (!run.resolved.painting || steps.model.files().reads_mask()) return;
    if (paints_as_program(run, steps)) return blend_end(run, work, steps, sampler, i);
    keep(work.latents, *work.paint, run.resolved.painting->latent_mask, sampler, sampler.after(i), soft_step(run.resolved, steps, i));
}

}  // namespace imagelab
