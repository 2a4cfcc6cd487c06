#include "types.h"
PARAMS_BEGIN(GroupNormParams)
POINTER x, y, addend, gamma, beta;  // addend [batch, channels] or none
POINTER means, squares, table;      // scratch, see group_norm_chunks.comp and group_norm_groups.comp
UINT batch, pixels, channels, groups;
UINT chunk, chunks;  // pixels of a chunk, chunks of a picture
FLOAT eps;
PARAMS_END(GroupNormParams)

CONSTANTS_BEGIN(GroupNormConstants)
CONSTANT(0, UINT, activation, 0);  // act_... of activation.h
CONSTANT(1, BOOL, even, false);    // channels are a multiple of four
INVOCATIONS(2);
CONSTANT(3, UINT, wide, 16);    // columns of four channels side by side in a workgroup that takes statistics
CONSTANT(4, UINT, lanes, 128);  // invocations that merge the statistics of a group
CONSTANTS_END(GroupNormConstants)
