#version 450
// The partial sums of a product whose depth was split, added in their order.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common/matrix.glsl"
layout(local_size_x = 128) in;

void main() {
    const uint count = p.rows * p.columns, stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint at = gl_GlobalInvocationID.x; at < count; at += stride) {
        float sum = 0;
        for (uint split = 0; split < p.splits; ++split) sum += Floats(p.partial).at[split * count + at];
        Results(p.y).at[at] = narrow(finished(sum, at, at % p.columns));
    }
}
