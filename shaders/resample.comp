#version 450
// Weighted sums of rows: row i of y is the sum over t of weights[i, t] * x[indices[i, t]].
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/resample.h"
layout(local_size_x = 128) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Indices { uint at[]; };

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint row = i / p.inner % p.made, image = i / (p.inner * p.made) * p.n;
        float sum = 0.0;
        for (uint t = row * p.terms; t < (row + 1u) * p.terms; ++t)
            sum += widen(Values(p.weights).at[t]) * widen(Values(p.x).at[(image + min(Indices(p.indices).at[t], p.n - 1u)) * p.inner + i % p.inner]);
        Results(p.y).at[i] = narrow(sum);
    }
}
