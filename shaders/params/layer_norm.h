#include "types.h"
PARAMS_BEGIN(LayerNormParams)
POINTER x, gamma, beta, y;
UINT rows, width;
FLOAT eps;
PARAMS_END(LayerNormParams)
