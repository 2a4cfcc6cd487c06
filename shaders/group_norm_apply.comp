#version 450
// Group normalisation, last of three: y = activation((x - centre) * scale + shift), see group_norm_groups.comp.
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/group_norm.h"
layout(local_size_x = 128) in;
layout(constant_id = 0) const uint activation = act_none;
layout(constant_id = 1) const bool even = false;  // channels are a multiple of four

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x, columns = (p.channels + 3u) / 4u;
    for (uint i = gl_GlobalInvocationID.x; i < p.batch * p.pixels * columns; i += stride) {
        const uint column = i % columns, row = i / columns, entry = (row / p.pixels * columns + column) * 3u;
        const vec4 centre = Floats4(p.table).at[entry], scale = Floats4(p.table).at[entry + 1u], shift = Floats4(p.table).at[entry + 2u];
        const vec4 v = (load_column(p.x, row, column, p.channels, even) - centre) * scale + shift;
        store_column(p.y, row, column, p.channels, even, activate(activation, v));
    }
}
