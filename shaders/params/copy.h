#include "types.h"
PARAMS_BEGIN(CopyParams)
POINTER from, to;
UINT count, run;            // units in all and in each run
UINT from_pitch, to_pitch;  // units between the beginnings of two runs
PARAMS_END(CopyParams)
