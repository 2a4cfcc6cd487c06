#include "types.h"
PARAMS_BEGIN(GroupNormParams)
POINTER x, y, addend, gamma, beta;  // addend [batch, channels] or none
POINTER means, squares, table;      // scratch, see group_norm_chunks.comp and group_norm_groups.comp
UINT batch, pixels, channels, groups;
UINT chunk, chunks;  // pixels of a chunk, chunks of a picture
FLOAT eps;
PARAMS_END(GroupNormParams)
