#include "types.h"
// y = softmax(q k^T scale + bias + mask) v for every image and head. q, k and v point at their first column in a perhaps wider row.
PARAMS_BEGIN(AttentionParams)
POINTER q;       // [batch, queries, q_row]
POINTER k;       // [batch, keys, k_row]
POINTER v;       // [batch, keys, v_row]
POINTER y;       // [batch, queries, heads * head]
POINTER counts;  // u32 [batch], keys that an image sees; 0: all
POINTER bias;    // [queries + keys - 1, heads], read where the shader's `biased` is set
UINT queries, keys, heads, head;
UINT q_row, k_row, v_row;
UINT causal;
FLOAT scale;
PARAMS_END(AttentionParams)
