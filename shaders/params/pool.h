#include "types.h"
// x [b, height, width, channels] -> y [b, out_height, out_width, channels]
PARAMS_BEGIN(PoolParams)
POINTER x, y;
UINT count;  // values of y
UINT height, width, channels, out_height, out_width;
UINT kernel_y, kernel_x, stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left;
UINT counted_bottom, counted_right;
PARAMS_END(PoolParams)

CONSTANTS_BEGIN(PoolConstants)
CONSTANT(0, BOOL, largest, false);         // else the mean
CONSTANT(1, BOOL, counts_padding, false);  // a mean is over padding too
CONSTANTS_END(PoolConstants)
