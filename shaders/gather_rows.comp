#version 450
// to[r] = from[r * block + indices[r]]: an embedding (block 0: one table for all) or one row of each sequence. An index outside of the rows
// gives `fill`, never bytes of something else; an embedding fills with NaN in every float type.
#extension GL_GOOGLE_include_directive : require
#include "common/units.glsl"
#include "params/gather.h"
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Indices { uint at[]; };

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint row = i / p.run, index = Indices(p.indices).at[row];
        VALUE value = VALUE(p.fill);
        if (index < p.rows) value = VALUE(Words(p.from).at[(row * p.block + index) * p.run + i % p.run]);
        WordResults(p.to).at[i] = WORD(value);
    }
}
