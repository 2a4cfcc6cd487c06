#version 450
// y = x * scale + shift
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/affine.h"
layout(local_size_x = 128) in;

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) Results(p.y).at[i] = narrow(widen(Values(p.x).at[i]) * p.scale + p.shift);
}
