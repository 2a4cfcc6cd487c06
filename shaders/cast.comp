#version 450
// From f32 to the 16 bits of the variant (NARROW), or back.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/unary.h"
layout(local_size_x = 128) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x, rest = (p.count & ~3u) + gl_GlobalInvocationID.x;
#ifdef NARROW
    for (uint i = gl_GlobalInvocationID.x; i < p.count / 4u; i += stride) Results4(p.y).at[i] = narrow4(Floats4(p.x).at[i]);
    if (rest < p.count) Results(p.y).at[rest] = narrow(Floats(p.x).at[rest]);
#else
    for (uint i = gl_GlobalInvocationID.x; i < p.count / 4u; i += stride) FloatResults4(p.y).at[i] = widen4(Values4(p.x).at[i]);
    if (rest < p.count) FloatResults(p.y).at[rest] = widen(Values(p.x).at[rest]);
#endif
}
