#include "types.h"
PARAMS_BEGIN(UnaryGradParams)
POINTER x, dy, dx;
UINT count;
PARAMS_END(UnaryGradParams)

CONSTANTS_BEGIN(UnaryGradConstants)
CONSTANT(0, UINT, kind, 0);  // act_... of activation.h
CONSTANTS_END(UnaryGradConstants)
