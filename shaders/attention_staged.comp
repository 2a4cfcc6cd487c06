#version 450
// Flash attention for GPUs: tile_m queries and 32 keys at a time in shared memory. The head's columns come in slabs for the scores; sums
// stay in registers. UNITS: both products on matrix units (see matrix_coop), their results pass through shared memory; EMULATED as there.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#if defined(UNITS) && !defined(EMULATED)
#pragma use_vulkan_memory_model
#extension GL_KHR_memory_scope_semantics : require
#extension GL_NV_cooperative_matrix : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#endif
#ifdef UNITS
#extension GL_KHR_shader_subgroup_basic : require
#endif
#include "common/attention.glsl"
#include "common/chunk_values.glsl"
layout(local_size_x_id = invocations_id) in;
const uint block = 32, pass = 64, threads = gl_WorkGroupSize.x, passes = (chunk + pass - 1) / pass;

// Eight invocations share a row: invocation (line, part) has rows line + i * lines, keys part * 4.., columns part * 8 .. of each pass.
const uint lines = threads / 8, rows_each = tile_m / lines;
#ifdef UNITS
const uint in_weights = in_chunk, sum_pitch = pass / 4 + 1;
#else
const uint in_weights = 4, sum_pitch = 0;
#endif
const uint q_pitch = slab / in_chunk + 1, widest = slab > pass ? slab : pass, kv_pitch = widest / in_chunk + 1, weight_pitch = block / in_weights + 1;
const uint kv_at = tile_m * q_pitch, weights_at = kv_at + block * kv_pitch, sums_at = weights_at + tile_m * weight_pitch;
shared uvec4 staged[sums_at + tile_m * sum_pitch];
shared float parts[tile_m * 8];
#ifdef UNITS
const uint subgroups = 4, units_each = 1;
#include "common/matrix_units.glsl"
#endif

float sums[passes][rows_each][8];
float scores[rows_each][4];
float top[rows_each], total[rows_each];

// Rows [first, first + count) of a matrix, columns [column, column + width): zeros outside.
void stage(uvec2 from, uint row_width, uint first, uint count, uint end, uint column, uint width, uint columns_end, uint to, uint pitch) {
    for (uint i = gl_LocalInvocationIndex; i < count * (width / in_chunk); i += threads) {
        const uint row = i / (width / in_chunk), at = column + i % (width / in_chunk) * in_chunk;
        uvec4 values = uvec4(0);
        if (first + row < end && at < columns_end) values = Chunks(from).at[((first + row) * row_width + at) / in_chunk];
        staged[to + row * pitch + i % (width / in_chunk)] = values;
    }
}

#ifdef UNITS
// rows x `columns` of staged products, a subgroup its share of the rows; second factor turned: stored [column, depth].
void multiply(uint x, uint x_pitch, uint w, uint columns, uint depth, bool turned, bool add) {
    const uint share = tile_m / subgroups;
    for (uint row = gl_SubgroupID * share; row < (gl_SubgroupID + 1) * share; row += unit_m) {
        for (uint column = 0; column < columns; column += unit_n) {
            const uint at = sums_at + row * sum_pitch + column / 4;
            UNIT_SUM sum = UNIT_ZERO(0);
            if (add) UNIT_LOAD_SUM(sum, at, sum_pitch);
            for (uint k = 0; k < depth; k += unit_k) {
                UNIT_X a;
                UNIT_W b;
                UNIT_LOAD_X(a, x + row * x_pitch + k / in_chunk, x_pitch);
                if (turned) UNIT_LOAD_TURNED_W(b, w + column * kv_pitch + k / in_chunk, kv_pitch);
                else UNIT_LOAD_W(b, w + k * kv_pitch + column / in_chunk, kv_pitch);
                UNIT_MULTIPLY(a, b, sum);
            }
            UNIT_STORE(sum, at, sum_pitch);
        }
    }
}
#endif

void score_slab(uint line, uint part, bool first) {
#ifdef UNITS
    multiply(0, q_pitch, kv_at, block, slab, true, !first);
#else
    for (uint k = 0; k < slab / in_chunk; ++k) {
        uvec4 keys[4];
        [[unroll]] for (uint j = 0; j < 4; ++j) keys[j] = staged[kv_at + (part * 4 + j) * kv_pitch + k];
        [[unroll]] for (uint i = 0; i < rows_each; ++i) {
            const uvec4 query = staged[(line + i * lines) * q_pitch + k];
            [[unroll]] for (uint d = 0; d < in_chunk; ++d)
                [[unroll]] for (uint j = 0; j < 4; ++j) scores[i][j] = fma(value_of(query, d), value_of(keys[j], d), scores[i][j]);
        }
    }
#endif
}

void store_weights(uint row, uint part, float w[4]) {
#if defined(UNITS)
    const uvec2 pairs = uvec2(pair_of(w[0], w[1]), pair_of(w[2], w[3]));
    const uint at = weights_at + row * weight_pitch + part / 2;
    if (part % 2 == 0) staged[at].x = pairs.x, staged[at].y = pairs.y;
    else staged[at].z = pairs.x, staged[at].w = pairs.y;
#else
    staged[weights_at + row * weight_pitch + part] = floatBitsToUint(vec4(w[0], w[1], w[2], w[3]));
#endif
}

void soften(uint line, uint part, uint first_query, uint first_key, uint head) {
    [[unroll]] for (uint i = 0; i < rows_each; ++i) {
        const uint row = line + i * lines, seen = seen_by(first_query + row);
        float highest = lowest;
#ifdef UNITS
        const vec4 loaded = uintBitsToFloat(staged[sums_at + row * sum_pitch + part]);
        scores[i] = float[4](loaded.x, loaded.y, loaded.z, loaded.w);
#endif
        [[unroll]] for (uint j = 0; j < 4; ++j) {
            scores[i][j] = mix(2 * lowest, score_of(scores[i][j], first_query + row, first_key + part * 4 + j, head), first_key + part * 4 + j < seen);
            highest = max(highest, scores[i][j]);
        }
        parts[row * 8 + part] = highest;
    }
    barrier();
    [[unroll]] for (uint i = 0; i < rows_each; ++i) {
        const uint row = line + i * lines;
        float higher = top[i];
        [[unroll]] for (uint j = 0; j < 8; ++j) higher = max(higher, parts[row * 8 + j]);
        const float fade = exp2(top[i] - higher);
        total[i] *= fade;
        [[unroll]] for (uint j = 0; j < 4; ++j) {
            scores[i][j] = weight_of(scores[i][j], higher);
            total[i] += scores[i][j];
        }
        [[unroll]] for (uint n = 0; n < passes; ++n) [[unroll]] for (uint c = 0; c < 8; ++c) sums[n][i][c] *= fade;
        top[i] = higher;
        store_weights(row, part, scores[i]);
    }
}

void add_values(uint line, uint part, uint n) {
#ifdef UNITS
    multiply(weights_at, weight_pitch, kv_at, pass, block, false, false);
    barrier();
#endif
    if (n * pass + part * 8 >= chunk) return;
#ifdef UNITS
    [[unroll]] for (uint i = 0; i < rows_each; ++i) {
        const uint at = sums_at + (line + i * lines) * sum_pitch + part * 2;
        [[unroll]] for (uint c = 0; c < 8; ++c) sums[n][i][c] += uintBitsToFloat(staged[at + c / 4][c % 4]);
    }
#else
    for (uint key = 0; key < block; key += 4) {
        uvec4 weights[rows_each];
        [[unroll]] for (uint i = 0; i < rows_each; ++i) weights[i] = staged[weights_at + (line + i * lines) * weight_pitch + key / 4];
        [[unroll]] for (uint j = 0; j < 4; ++j) {
            [[unroll]] for (uint c = 0; c < 8; ++c) {
                const float value = value_of(staged[kv_at + (key + j) * kv_pitch + (part * 8 + c) / in_chunk], c % in_chunk);
                [[unroll]] for (uint i = 0; i < rows_each; ++i) sums[n][i][c] = fma(uintBitsToFloat(weights[i][j]), value, sums[n][i][c]);
            }
        }
    }
#endif
}

void main() {
    const Place place = place_of(chunk);
    const uint line = gl_LocalInvocationIndex / 8, part = gl_LocalInvocationIndex % 8, first_query = gl_WorkGroupID.x * tile_m;
    const uint head = place.head * p.head, head_end = head + p.head, queries = place.image * p.queries, keys = place.image * p.keys;
    [[unroll]] for (uint i = 0; i < rows_each; ++i) {
        top[i] = lowest, total[i] = 0;
        [[unroll]] for (uint n = 0; n < passes; ++n) [[unroll]] for (uint c = 0; c < 8; ++c) sums[n][i][c] = 0;
    }
    const uint end = seen_by(first_query + tile_m - 1);
    for (uint key = 0; key < end; key += block) {
        [[unroll]] for (uint i = 0; i < rows_each; ++i) [[unroll]] for (uint j = 0; j < 4; ++j) scores[i][j] = 0;
        for (uint column = 0; column < p.head; column += slab) {
            barrier();
            if (key == 0 || p.head > slab)
                stage(p.q, p.q_row, queries + first_query, tile_m, queries + p.queries, head + column, slab, head_end, 0, q_pitch);
            stage(p.k, p.k_row, keys + key, block, keys + p.keys, head + column, slab, head_end, kv_at, kv_pitch);
            barrier();
            score_slab(line, part, column == 0);
        }
        barrier();
        soften(line, part, first_query, key, place.head);
        [[unroll]] for (uint n = 0; n < passes; ++n) {
            barrier();
            const uint first_column = head + place.first_column + n * pass;
            stage(p.v, p.v_row, keys + key, block, keys + p.keys, first_column, pass, head_end, kv_at, kv_pitch);
            barrier();
            add_values(line, part, n);
        }
    }
    barrier();
    [[unroll]] for (uint i = 0; i < rows_each; ++i) parts[(line + i * lines) * 8 + part] = total[i];
    barrier();
    [[unroll]] for (uint i = 0; i < rows_each; ++i) {
        const uint row = line + i * lines;
        float whole = 0;
        [[unroll]] for (uint j = 0; j < 8; ++j) whole += parts[row * 8 + j];
        [[unroll]] for (uint n = 0; n < passes; ++n) {
            const uint column = place.first_column + n * pass + part * 8;
            if (first_query + row >= p.queries || n * pass + part * 8 >= chunk) continue;
            const uint at = (queries + first_query + row) * p.heads * p.head + head + column;
            float eight[8];
            [[unroll]] for (uint c = 0; c < 8; ++c) eight[c] = sums[n][i][c] / whole;
            [[unroll]] for (uint c = 0; c < 8; c += in_chunk)
                if (column + c < p.head) ChunkResults(p.y).at[(at + c) / in_chunk] = chunk_of(eight, c);
        }
    }
}
