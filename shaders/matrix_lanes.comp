#version 450
// Matrix product for software drivers whose subgroup is one SIMD register (lavapipe): ROWS x 64 sums a subgroup of 8, no shared memory. A
// load costs the same for 4 and 8 bytes there, so values come in 64-bit words; each lane holds its own columns of the weight, x is spread
// over the lanes and reaches all of them by a shuffle from a constant lane. Memory is read by inactive lanes too: addresses stay in range.
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#include "common/matrix.glsl"
#include "common/words.glsl"
layout(local_size_x = 8) in;

const int words = 8 / in_word;  // of columns in a lane
float sums[ROWS][8];
uint columns[words];  // first column of each word, in range of y

void accumulate(uvec2 x[ROWS / 8], int part, uint64_t weight[words], uint64_t line) {
    float w[8];
    [[unroll]] for (int i = 0; i < words; ++i) {
        const uvec2 word = load_word(weight[i] + line);
        [[unroll]] for (int j = 0; j < in_word; ++j) w[i * in_word + j] = part_of(word, j);
    }
    [[unroll]] for (int r = 0; r < ROWS; ++r) {
        const float value = subgroupShuffle(part_of(x[r / 8], part), uint(r % 8));
        [[unroll]] for (int c = 0; c < 8; ++c) sums[r][c] = fma(value, w[c], sums[r][c]);
    }
}

void finish_word(uint row, int r, int i) {
    const uint at = min(row, p.rows - 1) * p.columns + columns[i];
    float values[in_word];
    uvec2 factor = uvec2(0), residual = uvec2(0);
    if ((operands & operand_factor) != 0) factor = load_word(packUint2x32(p.factor) + uint64_t(factor_at(at, columns[i])) * stored_bytes);
    if ((operands & operand_residual) != 0) residual = load_word(packUint2x32(p.residual) + uint64_t(at) * stored_bytes);
    [[unroll]] for (int j = 0; j < in_word; ++j) {
        float sum = sums[r][i * in_word + j];
        if ((operands & operand_factor) != 0) sum *= part_of(factor, j);
        sum = activate(activation, sum);
        if ((operands & operand_residual) != 0) sum += part_of(residual, j);
        values[j] = sum;
    }
    const uint column = (gl_WorkGroupID.x * words + i) * 8 * in_word + gl_SubgroupInvocationID * in_word;
    if (row < p.rows && column < p.columns) store_word(packUint2x32(p.y) + uint64_t(at) * stored_bytes, values);
}

void main() {
    const uint lane = gl_SubgroupInvocationID, first_row = tile_row() * ROWS;
    uint64_t weight[words];
    [[unroll]] for (int i = 0; i < words; ++i) {
        columns[i] = min((gl_WorkGroupID.x * words + i) * 8 * in_word + lane * in_word, p.columns - in_word);
        weight[i] = packUint2x32(p.weight) + columns[i] * stored_bytes;
        [[unroll]] for (int j = 0; j < in_word; ++j) {
            const float bias = (operands & operand_bias) != 0 ? Floats(p.bias).at[columns[i] + j] : 0.0;
            [[unroll]] for (int r = 0; r < ROWS; ++r) sums[r][i * in_word + j] = bias;
        }
    }
    Window windows[ROWS / 8];
    [[unroll]] for (int r = 0; r < ROWS / 8; ++r) windows[r] = window_of(min(first_row + r * 8 + lane, p.rows - 1));
    const uint64_t pitch = p.pitch * stored_bytes;
    uint64_t line = 0;
    for (uint tap_y = 0; tap_y < max(p.taps_y, 1); ++tap_y) {
        for (uint tap_x = 0; tap_x < p.taps_x; ++tap_x) {
            uint64_t from[ROWS / 8];
            bool inside[ROWS / 8];
            [[unroll]] for (int r = 0; r < ROWS / 8; ++r)
                from[r] = packUint2x32(p.x) + uint64_t(under_tap(windows[r], tap_y, tap_x, inside[r])) * stored_bytes;
            for (uint c = 0; c < p.channels; c += in_word) {
                uvec2 x[ROWS / 8];
                [[unroll]] for (int r = 0; r < ROWS / 8; ++r) {
                    const uvec2 word = load_word(from[r]);
                    x[r] = inside[r] ? word : uvec2(0);
                    from[r] += 8;
                }
                [[unroll]] for (int part = 0; part < in_word; ++part) {
                    accumulate(x, part, weight, line);
                    line += pitch;
                }
            }
        }
    }
    // Four rows, then the next four take their place: the code stays short, which is what this driver's compiler needs.
    for (uint row = first_row; row < first_row + ROWS; row += 4) {
        [[unroll]] for (int r = 0; r < 4; ++r) [[unroll]] for (int i = 0; i < words; ++i) finish_word(row + r, r, i);
        [[unroll]] for (int r = 0; r < ROWS - 4; ++r) [[unroll]] for (int c = 0; c < 8; ++c) sums[r][c] = sums[r + 4][c];
    }
}
