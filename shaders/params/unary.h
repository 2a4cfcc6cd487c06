#include "types.h"
PARAMS_BEGIN(UnaryParams)
POINTER x, y;
UINT count;
PARAMS_END(UnaryParams)
