#version 450
// NHWC pixels set `stride` apart, zeros between them: sides become (side - 1) * stride + 1.
#extension GL_GOOGLE_include_directive : require
#include "common/units.glsl"
#include "params/spread.h"

void main() {
    const uint step = gl_NumWorkGroups.x * gl_WorkGroupSize.x, height = (p.height - 1) * p.stride + 1, width = (p.width - 1) * p.stride + 1;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += step) {
        const uint pixel = i / p.run, column = pixel % width, line = pixel / width, row = line % height, image = line / height;
        const bool there = column % p.stride == 0 && row % p.stride == 0;
        const uint source = (image * p.height + row / p.stride) * p.width + column / p.stride;
        WordResults(p.to).at[i] = there ? Words(p.from).at[source * p.run + i % p.run] : WORD(0);
    }
}
