#pragma once
#include "core/models/upscaler_configs.h"
#include "core/weights/weight_file.h"

namespace imagelab {

// The configuration that SwinIR's tensors say; the failure names what is not run.
Result<SwinirConfig> swinir_config(const TensorViews& tensors);
// Attention within windows (core/models/swin_window.h) reads further tensors of each block, which are computed from the file's as they are
// read: "queries", "keys" and "values" of "qkv", and "position_keys" of the table of biases. The failure names what is missing.
Result<void> add_swinir_tensors(const SwinirConfig& config, TensorViews& tensors);

}  // namespace imagelab
