#include "types.h"
PARAMS_BEGIN(BinaryParams)
POINTER a, b, y;
UINT count;        // of a and y, in steps of the shader's lanes
UINT extent[3];    // of the inner axes, the innermost first, in the same steps
UINT b_stride[4];  // of b along each axis, in what it is read in
PARAMS_END(BinaryParams)
