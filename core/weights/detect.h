#pragma once
// Which model a file holds, and its configuration: what names and shapes tell, refined by config.json where there is one. All of it looks
// at headers only. Functions throw Error whose text names the file, the tensor or field, what was found and what was expected.
#include <string>

#include "core/models/configs.h"
#include "core/samplers/noise_schedule.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/settings.h"

namespace imagelab {

// Empty for an original checkpoint of SDXL or its refiner and for an original PixArt transformer; otherwise a sentence that names what the
// tensors are ("this is a Stable Diffusion 1.x checkpoint; Image Lab runs SDXL"). `tensors` are those of a single file under its own names.
std::string describe_other_model(const TensorViews& tensors);

// Weights under canonical names. Without settings (nothing set) the values are those of published SDXL checkpoints: heads of size 64,
// 32 groups, scaling 0.13025; where the shapes do not allow them the error says so.
UnetConfig detect_unet(const WeightMap& weights, const Settings& config);
VaeConfig detect_vae(const WeightMap& weights, const Settings& config);
enum class TextEncoder { first, second };
ClipTextConfig detect_clip(const WeightMap& weights, const Settings& config, TextEncoder which);

// A ControlNet beside the UNet `base`, under diffusers' names. What the file does not say of itself (heads, groups) is the UNet's, which it
// is a copy of. Throws where it was made for another one.
ControlNetConfig detect_control_net(const WeightMap& weights, const Settings& config, const UnetConfig& base);
ControlNetConfig detect_t2i_adapter(const WeightMap& weights, const UnetConfig& base);     // canonical_t2i_adapter
ControlNetConfig detect_control_lllite(const WeightMap& weights, const UnetConfig& base);  // canonical_lllite

// CLIP's image encoder (canonical_vision). Without settings heads and activation are those of OpenAI's and OpenCLIP's of this width.
ClipVisionConfig detect_clip_vision(const WeightMap& weights, const Settings& config);
// What an IP-Adapter makes of it (image_projection): a linear layer, or a perceiver with heads of size 64.
ReferenceProjectionConfig detect_reference_projection(const WeightMap& weights);

// PixArt: without settings heads of size 72 (64 in T5), and the 1024 pixel model's positions unless the file holds its own
// ("pos_embed", of which only the length is read).
PixartConfig detect_pixart(const WeightMap& weights, const Settings& config);
T5Config detect_t5(const WeightMap& weights, const Settings& config);

// SDXL's own, with what a checkpoint marks: tensors "v_pred" and "ztsnr" (ComfyUI comfy/supported_models.py), "modelspec.prediction_type"
// and kohya's "ss_zero_terminal_snr" in the metadata, A1111's .yaml beside it ("parameterization: v"), else "vpred" in the file's name, as
// NoobAI-XL calls its files.
NoiseScheduleConfig detect_noise_schedule(const OpenedWeights& file);

}  // namespace imagelab
