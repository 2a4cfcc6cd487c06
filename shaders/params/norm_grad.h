#include "types.h"
// A group norm: `groups` groups of channels over all pixels of an image. A layer norm: rows of `channels`, one pixel and one group each.
PARAMS_BEGIN(NormGradParams)
POINTER x, dy, gamma, dx;  // gamma f32 or none
UINT images, pixels, channels, groups;
FLOAT eps;
PARAMS_END(NormGradParams)

CONSTANTS_BEGIN(NormGradConstants)
INVOCATIONS(0);
CONSTANT(1, UINT, lanes, 1);  // invocations that share a group; more than one: all of the workgroup
CONSTANT(2, BOOL, weighed, true);
CONSTANT(3, BOOL, centred, true);
CONSTANTS_END(NormGradConstants)
