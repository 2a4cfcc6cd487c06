#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/models/configs.h"
#include "core/weights/model_files.h"

namespace imagelab {

// Every tensor a network of this configuration has, canonical name and shape in torch order, as diffusers' and transformers' modules
// declare them (unet_2d_blocks.py, vae.py, modeling_clip.py, pixart_transformer_2d.py, modeling_t5.py).
using ExpectedTensors = std::vector<std::pair<std::string, Shape>>;
ExpectedTensors expected_tensors(const UnetConfig& config);
ExpectedTensors expected_tensors(const VaeConfig& config);
ExpectedTensors expected_tensors(const ClipTextConfig& config);
ExpectedTensors expected_tensors(const PixartConfig& config);
ExpectedTensors expected_tensors(const T5Config& config);

// Milliseconds: compares names and shapes, reads no weights. The failure names the first tensor that is missing, has another shape, or
// belongs to a structure this program does not run. open_model has called it.
Result<void> check_complete(const ModelFiles& model);

}  // namespace imagelab
