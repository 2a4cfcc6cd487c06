#version 450
// Floats to 32-bit integers, the nearest; what is none becomes -2, which is no row.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/unary.h"
layout(local_size_x = 128) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer Indices { int at[]; };

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const float x = roundEven(widen(Values(p.x).at[i]));
        Indices(p.y).at[i] = abs(x) < 2.0e9 ? int(x) : -2;
    }
}
