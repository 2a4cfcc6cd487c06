#include "types.h"
// dq, dk, dv of y = softmax(q k^T scale + mask) v for every image and head; all rows are heads * head elements.
PARAMS_BEGIN(AttentionGradParams)
POINTER q, k, v, y, dy;
POINTER grads;  // [batch, queries + 2 keys, heads * head]
POINTER rows;   // f32 [batch, heads, queries, 2]: log of the probabilities' sum in powers of two, and sum of dy y
UINT queries, keys, heads, head;
UINT causal;
FLOAT scale;
PARAMS_END(AttentionGradParams)
