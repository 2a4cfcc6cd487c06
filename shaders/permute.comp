#version 450
// The axes of a tensor in another order.
#extension GL_GOOGLE_include_directive : require
#include "common/units.glsl"
#include "params/permute.h"

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        uint rest = i, at = 0u;
        for (uint axis = 0u; axis + 1u < rank; ++axis) {
            at += rest % p.extent[axis] * p.stride[axis];
            rest /= p.extent[axis];
        }
        WordResults(p.to).at[i] = Words(p.from).at[at + rest * p.stride[rank - 1u]];
    }
}
