#version 450
// Group normalisation, last of three: y = activation((x + added - centre) * scale + shift), see group_norm_groups.comp.
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/group_norm.h"
layout(local_size_x = 128) in;

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x, columns = (p.channels + 3u) / 4u;
    for (uint i = gl_GlobalInvocationID.x; i < p.batch * p.pixels * columns; i += stride) {
        const uint column = i % columns, row = i / columns, entry = (row / p.pixels * columns + column) * 4u;
        const vec4 added = Floats4(p.table).at[entry], centre = Floats4(p.table).at[entry + 1u], scale = Floats4(p.table).at[entry + 2u],
                   shift = Floats4(p.table).at[entry + 3u];
        precise const vec4 d = (load_column(p.x, row, column, p.channels, even) + added) - centre;
        const vec4 v = d * scale + shift;
        store_column(p.y, row, column, p.channels, even, activate(activation, v));
    }
}
