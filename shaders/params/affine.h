#include "types.h"
PARAMS_BEGIN(AffineParams)
POINTER x, y;
UINT count;
FLOAT scale, shift;
PARAMS_END(AffineParams)
