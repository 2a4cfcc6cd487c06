#pragma once
// The only renaming of PixArt's tensors: from the original transformer file (github.com/PixArt-alpha, PixArtMS) to diffusers' names, as
// diffusers' scripts/convert_pixart_sigma_to_diffusers.py does it. Nothing is copied: q, k and v are views of one tensor's rows.
#include <string>
#include <vector>

#include "core/weights/mapped_weights.h"
#include "core/weights/original_name.h"

namespace imagelab {

bool is_original_pixart(const TensorViews& tensors);
bool is_pixart_transformer(const TensorViews& tensors);  // under the original names or diffusers'
// The caption that stands for none, and the rotary and mask buffers some files carry, are left out; a tensor that fits no rule keeps its
// name, so that check_complete can name it. "pos_embed" stays: its length tells the size the model was made for.
TensorViews pixart_from_original(const TensorViews& tensors);

// The way back: what the original file calls these modules of the transformer.
std::vector<OriginalName> original_pixart_names(const std::vector<std::string>& modules);

// T5 of transformers, with or without its decoder: the encoder and "shared.weight".
TensorViews canonical_t5(const TensorViews& tensors);

}  // namespace imagelab
