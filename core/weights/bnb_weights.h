#pragma once
#include "core/weights/weight_file.h"

namespace imagelab {

// Joins the 4-bit weights of bitsandbytes (NF4, Dettmers et al. 2023, and FP4; bitsandbytes/functional.py, QuantState and dequantize_4bit)
// with what stands beside them, so that each reads as the weight it stands for, and takes the parts out of the list:
// `W` two elements a byte, the first in the upper half; `W.quant_map` [16] what the halves mean; `W.absmax` the scale of each block, f32,
// or u8 through `W.nested_quant_map` [256] times `W.nested_absmax` of each nested block plus an offset; `W.quant_state.bitsandbytes__nf4`
// (`__fp4`) the rest as JSON. Elements are products in f32, rounded once to the dtype that was quantised, as bitsandbytes gives them.
// Weights whose parts do not fit each other become unreadable ones that say so.
void join_bnb_weights(WeightContents& contents);

}  // namespace imagelab
