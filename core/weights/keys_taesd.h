#pragma once
// The tiny autoencoder's weights (core/models/vae_tiny.h), under the names of diffusers' AutoencoderTiny.
#include "core/weights/weight_file.h"

namespace imagelab {

// Whether these are weights of a tiny autoencoder or of one of its halves, by whoever wrote them: diffusers, its author ("1.weight" of the
// decoder, "0.weight" of the encoder), ComfyUI (both with taesd_decoder. and taesd_encoder. before).
bool is_tiny_vae(const TensorViews& tensors);
TensorViews canonical_tiny_vae(const TensorViews& tensors);

}  // namespace imagelab
