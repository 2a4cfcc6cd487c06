#include "types.h"
// x [outer, terms, inner] -> y [outer, chunks, inner], each chunk of neighbouring terms reduced to one value.
PARAMS_BEGIN(ReduceParams)
POINTER x, y;
UINT count;                        // values of y
UINT terms, inner, chunk, chunks;  // chunk: terms of one
FLOAT scale;                       // of sums
PARAMS_END(ReduceParams)

CONSTANTS_BEGIN(ReduceConstants)
CONSTANT(0, UINT, kind, 0);             // reduce_sum ...
CONSTANT(1, BOOL, partial_in, false);   // x is f32 whatever the storage type
CONSTANT(2, BOOL, partial_out, false);  // y alike
CONSTANTS_END(ReduceConstants)

// Of enum Reduction (core/graph/graph.h).
NUMBER(reduce_sum, 0)
NUMBER(reduce_mean, 1)
NUMBER(reduce_max, 2)
NUMBER(reduce_min, 3)
NUMBER(reduce_product, 4)
NUMBER(reduce_arg_max, 5)
NUMBER(reduce_arg_min, 6)
NUMBER(reduce_arg_max_last, 7)
NUMBER(reduce_arg_min_last, 8)
