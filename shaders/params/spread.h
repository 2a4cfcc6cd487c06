#include "types.h"
PARAMS_BEGIN(SpreadParams)
POINTER from, to;
UINT count, run;     // units of the target in all, and of a pixel
UINT height, width;  // of the source
UINT stride;         // pixels of the target from one pixel of the source to the next
PARAMS_END(SpreadParams)
