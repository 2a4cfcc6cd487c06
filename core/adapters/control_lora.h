#pragma once
// Stability's control-LoRA: a ControlNet whose copy of the UNet is the UNet itself with low-rank changes (ComfyUI comfy/controlnet.py
// ControlLora; diffusers loaders' CONTROL_LORA_TO_DIFFUSERS).
#include <memory>

#include "core/weights/tensor_view.h"

namespace imagelab {

// A ControlNet's weights under diffusers' names. `file`: canonical_control_net of the file; "X.up" [out, rank, ..] and "X.down" [rank, in,
// ..] stand for X.weight = the UNet's + up down, the others for themselves, and what it lacks of the way down, the middle and the
// embeddings is the UNet's. Nothing is computed when this is made. Throws Error naming a pair that does not fit.
std::shared_ptr<const WeightMap> control_lora_weights(std::shared_ptr<const WeightMap> file, std::shared_ptr<const WeightMap> unet);

}  // namespace imagelab
