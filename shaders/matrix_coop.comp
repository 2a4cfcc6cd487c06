#version 450
// Matrix product on matrix units. Each of warps_m x warps_n subgroups multiplies its part of the tile in shared memory with cooperative
// matrices of unit_m x unit_k times unit_k x unit_n and keeps the sums in f32. Written for GL_NV_cooperative_matrix; tools/khr_matrix.cpp
// makes the module one of SPV_KHR_cooperative_matrix. EMULATED: plain loops in place of matrix units, for drivers that have none.
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_EXT_control_flow_attributes : require
#ifndef EMULATED
#pragma use_vulkan_memory_model
#extension GL_KHR_memory_scope_semantics : require
#extension GL_NV_cooperative_matrix : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#endif
#include "common/matrix.glsl"
#include "common/chunks.glsl"
layout(local_size_x_id = invocations_id) in;
const uint depth = 32, threads = gl_WorkGroupSize.x, shared_chunks = warps_m * warps_n * unit_m * unit_n / 4;
#include "common/matrix_staging.glsl"
const uint rows_m = tile_m / warps_m / unit_m, columns_n = tile_n / warps_n / unit_n;  // units of a subgroup
const uint subgroups = warps_m * warps_n, units_each = rows_m * columns_n;
#include "common/matrix_units.glsl"

void main() {
    const uint warp_m = gl_SubgroupID / warps_n, warp_n = gl_SubgroupID % warps_n;
    UNIT_SUM sums[units_each];
    [[unroll]] for (uint i = 0; i < units_each; ++i) sums[i] = UNIT_ZERO(i);
    begin_staging();
    if (steps_left > 0) fetch();
    while (steps_left > 0) {
        stage();
        barrier();
        if (--steps_left > 0) fetch();
        [[unroll]] for (uint k = 0; k < depth; k += unit_k) {
            UNIT_X x[rows_m];
            [[unroll]] for (uint i = 0; i < rows_m; ++i) UNIT_LOAD_X(x[i], (warp_m * rows_m + i) * unit_m * x_pitch + k / 8, x_pitch);
            [[unroll]] for (uint j = 0; j < columns_n; ++j) {
                UNIT_W w;
                UNIT_LOAD_W(w, x_chunks + k * w_pitch + (warp_n * columns_n + j) * unit_n / 8, w_pitch);
                [[unroll]] for (uint i = 0; i < rows_m; ++i) UNIT_MULTIPLY(x[i], w, sums[i * columns_n + j]);
            }
        }
        barrier();
    }

    // Unit by unit through shared memory, where a lane finds eight neighbours of a row.
    const uint slice = gl_SubgroupID * unit_m * unit_n / 4;
    [[unroll]] for (uint unit = 0; unit < units_each; ++unit) {
        UNIT_STORE(sums[unit], slice, unit_n / 4);
        barrier();
        const uint row = gl_WorkGroupID.y * tile_m + (warp_m * rows_m + unit / columns_n) * unit_m;
        const uint column = gl_WorkGroupID.x * tile_n + (warp_n * columns_n + unit % columns_n) * unit_n;
        for (uint i = gl_SubgroupInvocationID; i < unit_m * unit_n / 8; i += gl_SubgroupSize) {
            const vec4 low = uintBitsToFloat(staged[slice + i * 2]), high = uintBitsToFloat(staged[slice + i * 2 + 1]);
            finish_eight(row + i / (unit_n / 8), column + i % (unit_n / 8) * 8,
                         float[8](low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w));
        }
        barrier();
    }
}
