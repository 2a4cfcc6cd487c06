#version 450
// y = a + b, a - b or a * b; b is repeated along some axes.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/binary.h"
layout(local_size_x = 128) in;

uint index_of_b(uint i) {
    uint at = 0u;
    for (uint axis = 0u; axis + 1u < rank; ++axis) {
        at += i % p.extent[axis] * p.b_stride[axis];
        i /= p.extent[axis];
    }
    return at + i * p.b_stride[rank - 1u];
}

float combine(float a, float b) { return kind == binary_add ? a + b : kind == binary_sub ? a - b : a * b; }
vec4 combine(vec4 a, vec4 b) { return kind == binary_add ? a + b : kind == binary_sub ? a - b : a * b; }

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint at = index_of_b(i);
        if (lanes == one_and_one)
            Results(p.y).at[i] = narrow(combine(widen(Values(p.a).at[i]), widen(Values(p.b).at[at])));
        else if (lanes == four_and_one)
            Results4(p.y).at[i] = narrow4(combine(widen4(Values4(p.a).at[i]), vec4(widen(Values(p.b).at[at]))));
        else
            Results4(p.y).at[i] = narrow4(combine(widen4(Values4(p.a).at[i]), widen4(Values4(p.b).at[at])));
    }
}
