#include "types.h"
PARAMS_BEGIN(SinusoidParams)
POINTER x, y;
UINT count;           // numbers
UINT width;           // of a row of y
UINT sine, cosine;    // first column of each
UINT first, some;     // frequencies given here: [first, first + some) of width / 2
FLOAT frequency[22];  // exact as the host computes them: an angle of 1000 forgives no ulp
PARAMS_END(SinusoidParams)
