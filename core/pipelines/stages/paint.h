#pragma once
// What keeps a start picture outside its mask while the rest is denoised: diffusers' StableDiffusionXLInpaintPipeline. Ordinary models
// paint everything, and after each step what is not masked becomes the start picture again, with the first noise at the level reached;
// inpainting models read the mask and the picture without what is masked beside their latents. Where another program's numbers are meant,
// an ordinary model paints as that program does (program_paint.h).
#include "core/pipelines/stages/steps.h"

namespace imagelab {

// Whether a picture's noise is drawn here: it has a mask, or its model reads one.
bool draws_paint(const ResolvedRequest& resolved);

// Whether the start picture must be read although the picture is resumed: steps are left, and its noise is drawn anew.
bool reads_start_again(const Run& run, int picture);

// What the model's picture holds in [-1, 1] without what is painted, which is 0 [height, width, 3]; without a mask all of it is.
std::vector<float> picture_with_hole(const ResolvedRequest& resolved);

// In diffusers' order of draws: the start picture's latents, the first noise, the latents of the picture with its hole, which it draws for
// ordinary models as well. With ComfyUI's noise the encoder's means stand in for its draws, so that the first draw is the noise.
PaintedLatents draw_paint(const Run& run, int picture, TorchGenerator& generator);
std::vector<float> first_painted_latents(const Run& run, const Sampler& sampler, const PaintedLatents& drawn);

// Before the steps of a picture: draws again what a resumed one had drawn, and tells the denoiser of the mask where it reads one.
void begin_painting(const Run& run, PictureRun& work, const StepWork& steps);
// After step i.
void keep_unpainted(const Run& run, PictureRun& work, const StepWork& steps, const Sampler& sampler, int i);

}  // namespace imagelab
