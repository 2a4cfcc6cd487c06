#include "types.h"
PARAMS_BEGIN(UnaryParams)
POINTER x, y;
UINT count;
PARAMS_END(UnaryParams)

CONSTANTS_BEGIN(UnaryConstants)
CONSTANT(0, UINT, kind, 0);  // act_... of activation.h
CONSTANTS_END(UnaryConstants)
