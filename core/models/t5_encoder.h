#pragma once
#include "core/graph/graph.h"
#include "core/models/configs.h"

namespace imagelab {

// T5's encoder (Raffel et al. 2020), equal to transformers' T5EncoderModel. Its sums outgrow f16: compute in bf16 or f32.
// Inputs, per prompt: "words" f32 [batch, tokens, width], the rows of "shared.weight" of the tokens (the table stays where it is);
// "counts" i32 [batch], how many of them are no padding. Output "hidden_states" [batch, tokens, width]; rows of padding mean nothing.
void trace_t5_encoder(Graph& graph, const T5Config& config, int batch, int tokens);

}  // namespace imagelab
