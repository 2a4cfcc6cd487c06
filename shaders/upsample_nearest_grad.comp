#version 450
// NHWC; each pixel is the sum of those of the larger picture that came from it (shaders/upsample_nearest.comp).
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/upsample.h"
layout(local_size_x = 128) in;

// The first pixel of a side that came from `i`.
uint begin(uint i, uint small, uint large) { return (i * large + small - 1) / small; }

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint channel = i % p.run, pixel = i / p.run, column = pixel % p.to_width, line = pixel / p.to_width,
                   row = line % p.to_height, image = line / p.to_height;
        const uint right = begin(column + 1, p.to_width, p.from_width), bottom = begin(row + 1, p.to_height, p.from_height);
        float sum = 0;
        for (uint y = begin(row, p.to_height, p.from_height); y < bottom; ++y) {
            for (uint x = begin(column, p.to_width, p.from_width); x < right; ++x)
                sum += widen(Values(p.from).at[((image * p.from_height + y) * p.from_width + x) * p.run + channel]);
        }
        Results(p.to).at[i] = narrow(sum);
    }
}
