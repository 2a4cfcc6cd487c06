#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

enum class HiddenStates { penultimate, all };

// CLIP's text encoder (Radford et al. 2021), equal to transformers' CLIPTextModel and CLIPTextModelWithProjection.
// Inputs, per prompt: "ids" i32 [batch, tokens]; with a projection "eos" i32 [batch], the position of each prompt's first end token.
// With `vectors`, of a textual inversion (Gal et al. 2022): "kept" f32 [batch, tokens, 1], 1 where the token's own embedding stands and 0
// else, and "vectors" f32 [batch, tokens, width], what stands there instead and 0 else.
// Outputs: "hidden_states.i" [batch, tokens, width], the value after i layers, without the final norm: i = layers - 1 - skipped, or all
// from 0 to layers and "last_hidden_state", the last with the final norm; with a projection "pooled" [batch, projection_width]. skipped: 0
// to layers - 1. Throws Error where tokens exceeds the positions the model has.
void trace_clip_text(Graph& graph, const ClipTextConfig& config, int batch, int tokens, HiddenStates wanted = HiddenStates::penultimate,
                     bool vectors = false, int skipped = 0);

}  // namespace imagelab
