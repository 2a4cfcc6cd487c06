#pragma once
// GGUF (github.com/ggml-org/ggml docs/gguf.md), versions 2 and 3, little-endian: keys with values, tensors, then their bytes.
#include <span>
#include <string_view>

#include "core/weights/weight_file.h"

namespace imagelab {

// Of files whose convolutions were reshaped into rows of 256 before they were quantised (city96/ComfyUI-GGUF tools/convert.py):
// "comfy.gguf.orig_shape.NAME" holds the tensor's own shape.
constexpr std::string_view gguf_shape_key = "comfy.gguf.orig_shape.";
constexpr size_t longest_gguf_name = 127;  // of a tensor that stable-diffusion.cpp and ComfyUI-GGUF read

bool is_gguf(std::string_view start);

// Views into `file` under the names it has, shapes in torch's order; blocks are read by a source. Texts among the values become metadata.
// Throws Error that names the tensor, what was found and what was expected, not the file.
WeightContents read_gguf(std::span<const std::byte> file);

}  // namespace imagelab
