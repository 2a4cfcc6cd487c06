#version 450
// Runs of units, each at its own distance in source and target: concat and slice along any axis.
#extension GL_GOOGLE_include_directive : require
#include "common/units.glsl"
#include "params/copy.h"

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint row = i / p.run, at = i % p.run;
        WordResults(p.to).at[row * p.to_pitch + at] = Words(p.from).at[row * p.from_pitch + at];
    }
}
