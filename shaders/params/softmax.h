#include "types.h"
PARAMS_BEGIN(SoftmaxParams)
POINTER x, y;
UINT rows, width;
PARAMS_END(SoftmaxParams)

CONSTANTS_BEGIN(SoftmaxConstants)
CONSTANT(0, UINT, lanes, 1);  // invocations a row
CONSTANT(1, BOOL, logarithm, false);
CONSTANTS_END(SoftmaxConstants)
