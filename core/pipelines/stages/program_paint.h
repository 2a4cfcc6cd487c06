#pragma once
// How A1111 and ComfyUI keep what the mask leaves while an ordinary model paints: not after a step, as diffusers does (paint.h), but at
// each evaluation of the model, by blending the clean latents that it means with those of the start picture. A1111
// (modules/sd_samplers_cfg_denoiser.py, processing.py): what the model means is blended, and the latents once more behind the last step;
// DDIM, PLMS and UniPC give the model the start picture without noise where it is kept, and blend nothing that it means. ComfyUI
// (comfy/samplers.py KSamplerX0Inpaint): the model is given the start picture at the evaluation's noise level where it is kept, and what it
// means is blended; greys of the mask are shares. A soft mask paints where it is lighter than the share of the timesteps that is left
// (comfy_extras/nodes_differential_diffusion.py).
#include "core/pipelines/stages/steps.h"

namespace imagelab {

// Whether a picture is painted so. A1111's soft inpainting is not: a soft mask goes diffusers' way there.
bool paints_as_program(const Run& run, const StepWork& steps);
bool paints_as_program(const ResolvedRequest& resolved);  // of the base

// What A1111's fills make of the start picture's latents; `plain`: a draw of the picture's generator without variation.
void fill_painted(const ResolvedRequest& resolved, std::span<const float> plain, std::vector<float>& start);

// What the model is given at step i in place of the sampler's scaled latents.
std::vector<float> blended_input(const Run& run, const PictureRun& work, const StepWork& steps, const Sampler& sampler, int i,
                                 std::vector<float> input);
// What the sampler is told in place of the model's output: `input` is the sampler's own, `given` what the model saw.
void blend_output(const Run& run, const PictureRun& work, const StepWork& steps, const Sampler& sampler, int i,
                  std::span<const float> input, std::span<const float> given, std::vector<float>& output);
// What the model said of `given`, as the sampler's own `input` has to be read to mean the same clean latents: what was said without the
// prompt, which no program blends.
void about_own_input(const Run& run, const StepWork& steps, const Sampler& sampler, int i, std::span<const float> input,
                     std::span<const float> given, std::vector<float>& unguided);
// Behind step i.
void blend_end(const Run& run, PictureRun& work, const StepWork& steps, const Sampler& sampler, int i);

}  // namespace imagelab
