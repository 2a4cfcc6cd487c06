#include "types.h"
PARAMS_BEGIN(LayerNormParams)
POINTER x, gamma, beta, y;  // gamma and beta as the shader's `terms` say
UINT rows, width;
FLOAT eps;
PARAMS_END(LayerNormParams)

CONSTANTS_BEGIN(LayerNormConstants)
CONSTANT(0, UINT, lanes, 32);    // invocations a row
CONSTANT(1, BOOL, even, false);  // the width is a multiple of four
INVOCATIONS(2);
CONSTANT(3, UINT, terms, 3);  // bits: norm_gamma ...
CONSTANT(4, BOOL, centred, true);
CONSTANTS_END(LayerNormConstants)

NUMBER(norm_gamma, 1)
NUMBER(norm_beta, 2)
NUMBER(norm_modulated, 4)  // both, of the storage type; the others are f32
