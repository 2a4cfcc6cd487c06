#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// CLIP's image encoder (Radford et al. 2021), equal to transformers' CLIPVisionModelWithProjection. Input, f32, per prompt: "patches"
// [1, patches, 3 * patch * patch], the picture's squares row by row, each channel after channel, which makes the first convolution (its
// stride is its kernel) a linear layer "vision_model.embeddings.patch_embedding" [width, 3 * patch * patch]. Outputs, as wanted:
// "embedding" [1, projection_width], the class token projected; "states" [1, tokens, width], the last but one hidden state.
struct VisionOutputs {
    bool embedding = true, states = true;
};
void trace_clip_vision(Graph& graph, const ClipVisionConfig& config, const VisionOutputs& wanted);

}  // namespace imagelab
