#version 450
// Products of two values, whichever way they lie: 4 x 4 sums an invocation, one value a load.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/matmul.h"
layout(local_size_x = 8, local_size_y = 8) in;

void main() {
    const uint column = gl_GlobalInvocationID.x * 4;
    const uvec4 columns = min(uvec4(0, 1, 2, 3) + column, uvec4(p.columns - 1)) * p.b_column;
    for (uint first = gl_GlobalInvocationID.y * 4; first < p.rows; first += gl_NumWorkGroups.y * 32) {
        const uvec4 rows = min(uvec4(0, 1, 2, 3) + first, uvec4(p.rows - 1)) * p.a_row;
        for (uint matrix = gl_WorkGroupID.z; matrix < p.matrices; matrix += gl_NumWorkGroups.z) {
            mat4 sums = mat4(0);  // sums[r]: row r
            uvec4 a = rows + matrix * p.a_matrix, b = columns + matrix * p.b_matrix;
            for (uint k = 0; k < p.depth; ++k, a += p.a_column, b += p.b_row) {
                const vec4 right = vec4(widen(Values(p.b).at[b.x]), widen(Values(p.b).at[b.y]), widen(Values(p.b).at[b.z]),
                                        widen(Values(p.b).at[b.w]));
                sums[0] += widen(Values(p.a).at[a.x]) * right;
                sums[1] += widen(Values(p.a).at[a.y]) * right;
                sums[2] += widen(Values(p.a).at[a.z]) * right;
                sums[3] += widen(Values(p.a).at[a.w]) * right;
            }
            for (uint r = 0; r < 4; ++r) {
                for (uint j = 0; j < 4; ++j) {
                    const uint at = (matrix * p.rows + first + r) * p.columns + column + j;
                    if (first + r < p.rows && column + j < p.columns) Results(p.y).at[at] = narrow(sums[r][j]);
                }
            }
        }
    }
}
