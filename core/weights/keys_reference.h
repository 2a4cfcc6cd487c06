#pragma once
// Adapters for reference pictures and the image encoders that they read through: what a file holds, and the only renaming of their tensors.
#include <string>
#include <string_view>
#include <vector>

#include "core/weights/tensor_view.h"
#include "core/weights/weight_file.h"

namespace imagelab {

enum class ReferenceKind {
    none,                    // no file of this kind
    adapter,                 // IP-Adapter for SDXL, basic or Plus (Ye et al. 2023): runs here
    adapter_sd,              // for Stable Diffusion 1.x
    face_id,                 // IP-Adapter FaceID: reads faces by a recognition network instead of an image encoder
    adapter_other,           // for a transformer (Flux, SD3, Kolors), or of another structure
    image_encoder,           // CLIP's, in transformers' names
    image_encoder_original,  // in OpenCLIP's
};
ReferenceKind reference_kind(const TensorViews& tensors);

// How people call it, as the library does, and what to do with it.
struct ReferenceKindInfo {
    ReferenceKind kind;
    std::string_view library;  // "ip-adapter"
    std::string_view sentence;
};
const ReferenceKindInfo& reference_kind_info(ReferenceKind kind);  // of none: empty texts

// The tensors behind "image_proj.", under the names without it.
TensorViews image_projection(const TensorViews& adapter);
// "ip_adapter.1.to_k_ip.weight" as "<modules[0]>.to_k_ip.weight": modules are counted 1, 3, 5 ... (core/models/reference.h,
// cross_attentions). A tensor of a number that there is no module for keeps its name.
TensorViews reference_attention(const TensorViews& adapter, const std::vector<std::string>& modules);
int reference_attentions(const TensorViews& adapter);  // how many modules it was made for

// CLIP's image encoder as core/models/clip_vision.h reads it: transformers' names, with "vision_model." and without, the patches'
// convolution as a linear layer, without buffers.
TensorViews canonical_vision(const TensorViews& tensors);

}  // namespace imagelab
