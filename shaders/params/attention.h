#include "types.h"
// y = softmax(q k^T scale + bias + mask) v for every image and head. q, k and v point at their first column in a perhaps wider row.
PARAMS_BEGIN(AttentionParams)
POINTER q;       // [batch, queries, q_row]
POINTER k;       // [batch, keys, k_row]
POINTER v;       // [batch, keys, v_row]
POINTER y;       // [batch, queries, heads * head]
POINTER counts;  // u32 [batch], keys that an image sees; 0: all
POINTER bias;    // [queries + keys - 1, heads], read where the constant `biased` is set
UINT queries, keys, heads, head;
UINT q_row, k_row, v_row;
UINT causal;
FLOAT scale;
PARAMS_END(AttentionParams)

CONSTANTS_BEGIN(AttentionConstants)
CONSTANT(0, UINT, chunk, 64);   // columns of the values that a workgroup keeps, a multiple of 8
CONSTANT(1, UINT, tile_m, 64);  // queries of a workgroup
INVOCATIONS(2);
CONSTANT(3, UINT, slab, 64);          // columns of q and k at a time, a multiple of 16
CONSTANT(4, UINT, words_at_once, 1);  // 64-bit words of the head in a step of a loop
CONSTANT(5, UINT, unit_m, 16);        // a matrix unit multiplies m x k by k x n
CONSTANT(6, UINT, unit_n, 16);
CONSTANT(7, UINT, unit_k, 16);
CONSTANT(8, BOOL, biased, false);
CONSTANTS_END(AttentionConstants)
