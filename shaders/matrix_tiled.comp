#version 450
// Matrix product for GPUs without matrix units: tiles in shared memory, an invocation keeps rows_each x 8 sums in registers.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common/matrix.glsl"
#include "common/chunks.glsl"
layout(local_size_x_id = invocations_id) in;
const uint depth = 4 * in_chunk, threads = gl_WorkGroupSize.x, shared_chunks = 0;
#include "common/matrix_staging.glsl"

const uint columns = tile_n / 8, rows_each = tile_m * columns / threads, between = tile_m / rows_each;

void main() {
    const uint row = gl_LocalInvocationIndex / columns, column = gl_LocalInvocationIndex % columns * 8;
    float sums[rows_each][8];
    [[unroll]] for (uint r = 0; r < rows_each; ++r) [[unroll]] for (uint c = 0; c < 8; ++c) sums[r][c] = 0;
    begin_staging();
    if (steps_left > 0) fetch();
    while (steps_left > 0) {
        stage();
        barrier();
        if (--steps_left > 0) fetch();
        for (uint k = 0; k < depth; k += in_chunk) {
            uvec4 x[rows_each];
            [[unroll]] for (uint r = 0; r < rows_each; ++r) x[r] = staged[(row + r * between) * x_pitch + k / in_chunk];
            [[unroll]] for (uint part = 0; part < in_chunk; ++part) {
                float w[8];
                [[unroll]] for (uint i = 0; i < 8; i += in_chunk) {
                    const uvec4 chunk = staged[x_chunks + (k + part) * w_pitch + (column + i) / in_chunk];
                    [[unroll]] for (uint j = 0; j < in_chunk; ++j) w[i + j] = value_of(chunk, j);
                }
                [[unroll]] for (uint r = 0; r < rows_each; ++r) {
                    const float value = value_of(x[r], part);
                    [[unroll]] for (uint c = 0; c < 8; ++c) sums[r][c] = fma(value, w[c], sums[r][c]);
                }
            }
        }
        barrier();
    }
    [[unroll]] for (uint r = 0; r < rows_each; ++r)
        finish_eight(gl_WorkGroupID.y * tile_m + row + r * between, gl_WorkGroupID.x * tile_n + column, sums[r]);
}
