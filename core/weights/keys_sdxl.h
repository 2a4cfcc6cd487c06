#pragma once
// The only renaming of SDXL's tensors: from an original single-file checkpoint (Stability's generative-models, "LDM" names) or from older
// diffusers files to today's diffusers names. Nothing is copied: slices, transposes and flattened 1x1 kernels are views of the same bytes.
// Equal to diffusers 0.42 loaders/single_file_utils.py (convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint,
// convert_open_clip_checkpoint), for any number of levels and blocks.
#include <string>
#include <vector>

#include "core/weights/mapped_weights.h"
#include "core/weights/original_name.h"

namespace imagelab {

struct SdxlTensors {
    TensorViews text_encoder, text_encoder_2, unet, vae;
};

// Tensors of other parts (EMA copies, alphas_cumprod, position ids) are left out. A tensor of a part that fits no rule keeps its name
// without the part's prefix, so that check_complete can name it.
SdxlTensors split_sdxl_single_file(const TensorViews& file);
// A checkpoint of the refiner: OpenCLIP bigG is its only text encoder, and becomes text_encoder_2 all the same.
bool is_sdxl_refiner(const TensorViews& file);

// Text encoders of transformers: names with and without "text_model." become those with; position ids and logit_scale are dropped.
TensorViews canonical_clip(const TensorViews& tensors);
// Autoencoders of diffusers: attention called query, key, value, proj_attn becomes to_q, to_k, to_v, to_out.0; 1x1 kernels become linear.
TensorViews canonical_vae(const TensorViews& tensors);

// The way back, for files that name modules: what an original checkpoint calls these, which are all of a UNet's or of the second text
// encoder's. Modules that the original stores another way (embeddings, the transposed text_projection) are left out.
std::vector<OriginalName> ldm_unet_names(const std::vector<std::string>& modules);
std::vector<OriginalName> open_clip_names(const std::vector<std::string>& modules);

}  // namespace imagelab
