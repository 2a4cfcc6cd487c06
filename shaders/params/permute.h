#include "types.h"
// to[i] = from[sum of place_k(i) * stride[k]], where place_k are the places of i along the axes of `to`, the innermost first.
PARAMS_BEGIN(PermuteParams)
POINTER from, to;
UINT count;      // units in all
UINT extent[8];  // of `to`, in units along the innermost axis
UINT stride[8];  // in `from`, units
PARAMS_END(PermuteParams)

CONSTANTS_BEGIN(PermuteConstants)
CONSTANT(0, UINT, rank, 1);
CONSTANTS_END(PermuteConstants)
