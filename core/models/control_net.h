#pragma once
// ControlNet for SDXL (Zhang et al. 2023), equal to diffusers' ControlNetModel with text_time additions: a copy of the UNet's way down and
// middle that also sees a control picture, each of whose images goes through a 1x1 convolution and is added to the UNet's.
#include <string>
#include <vector>

#include "core/graph/graph.h"
#include "core/models/unet_blocks.h"

namespace imagelab {

// Traced beside a UNet, as the `number`th from 0: its weights and its inputs have the prefix control_prefix(number). Inputs, f32. Per
// prompt:
// "<prefix>picture" [1, hint_scale * h, hint_scale * w, 3], RGB in [0, 1], of which what is read is computed once. Per step:
// "<prefix>scale" [b, residuals], what each residual of each image of the batch is multiplied with. Gives config.residuals() images,
// scaled: those of the way down, then the middle's. A ControlNet-Union (diffusers ControlNetUnionModel, one picture) is also told, per
// prompt, "<prefix>type" i32 [1, 1], the kind of its picture, and "<prefix>types" [b, control_types], 1 for that and 0 else.
std::vector<Tensor> control_residuals(Graph& graph, const ControlNetConfig& config, const UnetInputs& inputs, int number);
std::string control_prefix(int number);  // "control.0."

// The picture and the scales of any network that steers, as above.
Tensor control_picture_input(Graph& graph, const ControlNetConfig& config, int64_t latent_h, int64_t latent_w, const std::string& prefix);
Tensor control_scale_input(Graph& graph, const ControlNetConfig& config, int64_t batch, const std::string& prefix);

// A picture with black behind its last rows and columns, so that its sides are multiples; x [1, ...] as often as the batch has images.
Tensor filled_up(Tensor picture, int64_t multiple);
Tensor repeated(Tensor x, int64_t batch);

// A network of any structure alone, under its own names, so that each of its weights is read. A ControlNet: inputs as trace_unet's with
// "picture" and "scale", outputs "residual.N".
void trace_control_net(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w, int tokens);

}  // namespace imagelab
