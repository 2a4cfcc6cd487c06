#include "types.h"
PARAMS_BEGIN(UpsampleParams)
POINTER from, to;
UINT count, run;  // units in all and in each pixel
UINT from_height, from_width, to_height, to_width;
PARAMS_END(UpsampleParams)
