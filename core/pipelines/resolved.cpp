// What a request with nothing left open asks of its networks.
#include "core/pipelines/resolved.h"

#include "core/models/unet_sdxl.h"
#include "core/samplers/sampler.h"

namespace imagelab {

ResolvedRequest ResolvedRequest::of_hires() const {
    ResolvedRequest larger = *this;
    larger.start.reset();
    larger.start_latents.reset();
    larger.hires.reset();
    larger.details.clear();
    if (is_a1111(request.like))
        larger.phases = caption_phases(prompt, request.negative_prompt, request.prompt_weights, hires->steps, request.steps);
    larger.request.height = hires->height, larger.request.width = hires->width;
    larger.picture_height = hires->picture_height, larger.picture_width = hires->picture_width;
    larger.latent_height = hires->down.side, larger.latent_width = hires->across.side;
    return larger;
}

std::unique_ptr<Sampler> HiresPass::sampler(const NoiseScheduleConfig& noise) const {
    return make_sampler(request.sampler, request.spacing, with_given_sigmas(noise, request), request.steps, request.step_noise,
                        {request.like, denoise, true});
}

Caption ResolvedRequest::caption(const CaptionPhase& phase) const {
    Caption caption{{}, phase.negative, guided, picture_height, picture_width, request.prompt_weights};
    caption.clip_skip = request.clip_skip;
    caption.weighs_from_empty = request.like == LikeProgram::comfyui;
    for (const ComposedPrompt& prompt : phase.prompts) caption.prompts.push_back(prompt.text);
    return caption;
}

std::vector<PhaseCaptions> ResolvedRequest::captions(const DiffusionModel& model) const {
    std::vector<PhaseCaptions> all;
    int longest = 0;
    for (const CaptionPhase& phase : phases) {
        all.push_back({caption(phase), beside(phase)});
        for (const Caption* one : all.back().all()) longest = std::max(longest, model.context_tokens(*one));
    }
    for (PhaseCaptions& phase : all) {
        phase.prompts.least_tokens = longest;
        for (BesideCaption& one : phase.beside) one.caption.least_tokens = longest;
    }
    return all;
}

std::vector<BesideCaption> ResolvedRequest::beside(const CaptionPhase& phase) const {
    std::vector<BesideCaption> all;
    for (size_t i = 0; i < regions.size(); ++i) {
        Caption own = caption(phase);
        for (std::string& prompt : own.prompts) prompt = regions[i].use.prompt;
        if (regions[i].use.negative_prompt) own.negative = regions[i].use.negative_prompt;
        all.push_back({region_input(static_cast<int>(i)), std::move(own)});
    }
    if (request.nag_scale <= 1) return all;
    Caption unwanted = caption(phase);
    for (std::string& prompt : unwanted.prompts) prompt = phase.negative.value_or("");
    all.push_back({"unwanted", std::move(unwanted)});
    return all;
}

std::vector<double> ResolvedRequest::copied_for() const {
    std::vector<double> scales;
    for (const double scale : {request.seg_scale, request.pag_scale}) {
        if (scale > 0) scales.push_back(scale);
    }
    return scales;
}

UnetGuidance ResolvedRequest::unet_guidance() const {
    const int prompts = static_cast<int>(phases.front().prompts.size());
    UnetGuidance guidance;
    guidance.perturbed = request.pag_scale > 0 ? prompts : 0;
    guidance.smoothed = request.seg_scale > 0 ? prompts : 0;
    guidance.blur = request.seg_scale > 0 ? static_cast<float>(request.seg_blur) : 0;
    guidance.normalized = request.nag_scale > 1;
    guidance.free_u = request.free_u != FreeU();
    guidance.regions = static_cast<int>(regions.size());
    return guidance;
}

NetworkShape ResolvedRequest::base_shape(const DiffusionModel& base) const {
    NetworkShape shape = denoiser_shape(base);
    const Companions beside = companions();
    shape.guidance = unet_guidance();
    shape.batch += copies();
    shape.controls = configs_of(beside.controls);
    shape.references = beside.reference_configs();
    for (size_t i = 0; i < references.size(); ++i) {
        shape.references[i].only_in = transformers_of(references[i].use.mode);
        if (references[i].mask) shape.references[i].mask_scale = base.files().vae.downscale();
    }
    return shape;
}

Companions ResolvedRequest::companions() const {
    Companions all;
    for (const Control& control : controls) {
        all.controls.push_back(control.net);
        if (control.by_network) all.annotators.emplace(control.use.type, *control.by_network);
    }
    for (const Reference& reference : references) all.references.push_back(reference.adapter);
    return all;
}

}  // namespace imagelab
