#include "types.h"
PARAMS_BEGIN(LayerNormParams)
POINTER x, gamma, beta, y;  // gamma and beta as the shader's `terms` say
UINT rows, width;
FLOAT eps;
PARAMS_END(LayerNormParams)
