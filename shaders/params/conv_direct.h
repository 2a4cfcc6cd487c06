#include "types.h"
// y = act(conv(x) + bias) + residual; x [b, height, width, channels], weight OIHW with the channels of a group.
PARAMS_BEGIN(ConvDirectParams)
POINTER x, weight, bias, residual, y;  // bias f32; it and residual may be 0
UINT count;                            // values of y
UINT height, width, channels;
UINT out_height, out_width, out_channels;
UINT in_group, out_group;  // channels of a group on either side
UINT kernel_y, kernel_x, stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left;
PARAMS_END(ConvDirectParams)

CONSTANTS_BEGIN(ConvDirectConstants)
CONSTANT(0, UINT, activation, 0);  // act_... of activation.h
CONSTANTS_END(ConvDirectConstants)
