#pragma once
#include "core/weights/weight_file.h"

namespace imagelab {

// Joins the weights of a file that was rounded to 8 bits with their scales, so that each reads as the weight it stands for, and takes the
// scales and marks out of the list:
// - ComfyUI's first scaled 8-bit floats: `LAYER.scale_weight` beside `LAYER.weight`, a mark "scaled_fp8" (comfy/ops.py, scaled_fp8_ops);
// - its second form: `LAYER.weight_scale` and a text `LAYER.comfy_quant`, or "_quantization_metadata" in the metadata, {"format":
//   "float8_e4m3fn", "float8_e5m2", "int8_tensorwise" ..., "convrot": true, "convrot_groupsize": 256} (QUANTIZATION.md; sd.cpp
//   docs/int8_convrot.md).
// Weights of its other forms (nvfp4, mxfp8 ...) become unreadable ones that name the form.
void apply_scales(WeightContents& contents);

}  // namespace imagelab
