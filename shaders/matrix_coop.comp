#version 450
// Matrix product on matrix units. A workgroup of warps_m x warps_n subgroups stages tile_m x 32 of x and 32 x tile_n of the weight in shared
// memory, the next step's values already on their way to registers; each subgroup multiplies its part with cooperative matrices of
// unit_m x unit_k times unit_k x unit_n and keeps the sums in f32. Written for GL_NV_cooperative_matrix; tools/khr_matrix.cpp makes the
// module one of SPV_KHR_cooperative_matrix. EMULATED: plain loops in place of matrix units, for drivers that have none.
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
#include "common/octets.glsl"
layout(local_size_x_id = 2) in;
layout(constant_id = 3) const uint tile_m = 128;
layout(constant_id = 4) const uint tile_n = 128;
layout(constant_id = 5) const uint warps_m = 2;
layout(constant_id = 6) const uint warps_n = 4;
layout(constant_id = 7) const uint unit_m = 16;
layout(constant_id = 8) const uint unit_n = 16;
layout(constant_id = 9) const uint unit_k = 16;

// All shared memory in octets: 8 stored values, or 4 floats. One octet behind each row keeps rows in different banks.
const uint depth = 32, x_pitch = depth / 8 + 1, w_pitch = tile_n / 8 + 1;
const uint x_octets = tile_m * x_pitch, w_octets = depth * w_pitch, sum_octets = warps_m * warps_n * unit_m * unit_n / 4;
shared uvec4 staged[x_octets + w_octets > sum_octets ? x_octets + w_octets : sum_octets];
#include "common/matrix_units.glsl"

const uint rows_m = tile_m / warps_m / unit_m, columns_n = tile_n / warps_n / unit_n;  // units of a subgroup
const uint threads = gl_WorkGroupSize.x;
const uint x_each = tile_m * (depth / 8) / threads, w_each = depth * (tile_n / 8) / threads;  // octets an invocation stages

// A step is one block of channels under one tap.
struct Step {
    uint tap_y, tap_x, channel;
};
uvec4 x_next[x_each], w_next[w_each];
Window windows[x_each];

void fetch(Step step) {
    const uint id = gl_LocalInvocationIndex;
    [[unroll]] for (uint i = 0; i < x_each; ++i) {
        const uint channel = step.channel + (id + i * threads) % (depth / 8) * 8;
        bool inside;
        const uint at = under_tap(windows[i], step.tap_y, step.tap_x, inside) + channel;
        x_next[i] = uvec4(0);
        if (inside && channel < p.channels) x_next[i] = Octets(p.x).at[at / 8];
    }
    const uint first_line = (step.tap_y * p.taps_x + step.tap_x) * p.channels;
    [[unroll]] for (uint i = 0; i < w_each; ++i) {
        const uint octet = id + i * threads, channel = step.channel + octet / (tile_n / 8);
        const uint column = gl_WorkGroupID.x * tile_n + octet % (tile_n / 8) * 8;
        w_next[i] = uvec4(0);
        if (channel < p.channels && column < p.pitch) w_next[i] = Octets(p.weight).at[((first_line + channel) * p.pitch + column) / 8];
    }
}

void stage() {
    const uint id = gl_LocalInvocationIndex;
    [[unroll]] for (uint i = 0; i < x_each; ++i) {
        const uint octet = id + i * threads;
        staged[octet / (depth / 8) * x_pitch + octet % (depth / 8)] = x_next[i];
    }
    [[unroll]] for (uint i = 0; i < w_each; ++i) {
        const uint octet = id + i * threads;
        staged[x_octets + octet / (tile_n / 8) * w_pitch + octet % (tile_n / 8)] = w_next[i];
    }
}

// Eight neighbouring columns of y, or of this split's partial sums.
void finish(uint row, uint column, vec4 low, vec4 high) {
    if (row >= p.rows || column >= p.columns) return;
    const uint at = row * p.columns + column;
    float sums[8] = float[8](low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w);
    const uint count = min(8, p.columns - column);
    if (p.splits > 1) {
        for (uint j = 0; j < count; ++j) FloatResults(p.partial).at[gl_WorkGroupID.z * p.rows * p.columns + at + j] = sums[j];
    } else if (p.columns % 8 != 0) {
        for (uint j = 0; j < count; ++j) Results(p.y).at[at + j] = narrow(finished(sums[j], at + j, column + j));
    } else {
        finish_octet(sums, at, column);
    }
}

void main() {
    const uint first_row = gl_WorkGroupID.y * tile_m, warp = gl_SubgroupID, warp_m = warp / warps_n, warp_n = warp % warps_n;
    [[unroll]] for (uint i = 0; i < x_each; ++i)
        windows[i] = window_of(min(first_row + (gl_LocalInvocationIndex + i * threads) / (depth / 8), p.rows - 1));
    UNIT_SUM sums[rows_m * columns_n];
    [[unroll]] for (uint i = 0; i < rows_m * columns_n; ++i) sums[i] = UNIT_ZERO;

    const uint blocks = (p.channels + depth - 1) / depth, steps = blocks * max(p.taps_y, 1) * p.taps_x;
    const uint share = (steps + p.splits - 1) / p.splits, begin = gl_WorkGroupID.z * share, end = min(begin + share, steps);
    Step next = Step(begin / blocks / p.taps_x, begin / blocks % p.taps_x, begin % blocks * depth);
    if (begin < end) fetch(next);
    for (uint step = begin; step < end; ++step) {
        stage();
        barrier();
        next.channel += depth;
        if (next.channel >= p.channels) {
            next = Step(next.tap_y, next.tap_x + 1, 0);
            if (next.tap_x == p.taps_x) next = Step(next.tap_y + 1, 0, 0);
        }
        if (step + 1 < end) fetch(next);
        [[unroll]] for (uint k = 0; k < depth; k += unit_k) {
            UNIT_X x[rows_m];
            [[unroll]] for (uint i = 0; i < rows_m; ++i) UNIT_LOAD_X(x[i], ((warp_m * rows_m + i) * unit_m) * x_pitch + k / 8, x_pitch);
            [[unroll]] for (uint j = 0; j < columns_n; ++j) {
                UNIT_W w;
                UNIT_LOAD_W(w, x_octets + k * w_pitch + (warp_n * columns_n + j) * unit_n / 8, w_pitch);
                [[unroll]] for (uint i = 0; i < rows_m; ++i) UNIT_MULTIPLY(x[i], w, sums[i * columns_n + j]);
            }
        }
        barrier();
    }

    const uint slice = warp * unit_m * unit_n / 4;
    [[unroll]] for (uint unit = 0; unit < rows_m * columns_n; ++unit) {
        UNIT_STORE(sums[unit], slice, unit_n / 4);
        barrier();
        const uint row = first_row + (warp_m * rows_m + unit / columns_n) * unit_m;
        const uint column = gl_WorkGroupID.x * tile_n + (warp_n * columns_n + unit % columns_n) * unit_n;
        for (uint i = gl_SubgroupInvocationID; i < unit_m * unit_n / 8; i += gl_SubgroupSize) {
            const uint line = i / (unit_n / 8), octet = i % (unit_n / 8);
            finish(row + line, column + octet * 8, uintBitsToFloat(staged[slice + i * 2]), uintBitsToFloat(staged[slice + i * 2 + 1]));
        }
        barrier();
    }
}
