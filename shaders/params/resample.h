#include "types.h"
// x [outer, n, inner] -> y [outer, made, inner]
PARAMS_BEGIN(ResampleParams)
POINTER x, indices, weights, y;  // indices u32 and weights [made, terms]
UINT count;                      // values of y
UINT n, inner, made, terms;
PARAMS_END(ResampleParams)
