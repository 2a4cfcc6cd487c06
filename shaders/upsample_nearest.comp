#version 450
// NHWC; row i comes from row floor(i * from_height / to_height), columns alike.
#extension GL_GOOGLE_include_directive : require
#include "common/units.glsl"
#include "params/upsample.h"

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint pixel = i / p.run, column = pixel % p.to_width, line = pixel / p.to_width, row = line % p.to_height,
                   image = line / p.to_height;
        const uint source = (image * p.from_height + row * p.from_height / p.to_height) * p.from_width + column * p.from_width / p.to_width;
        WordResults(p.to).at[i] = Words(p.from).at[source * p.run + i % p.run];
    }
}
