#version 450
// Attention for software drivers whose subgroup is one SIMD register of 8 (see matrix_lanes): a lane has 8 queries of its own, so that the
// softmax needs no other lane; keys and values are spread over the lanes and reach all of them by a shuffle from a constant lane.
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#include "common/attention.glsl"
#include "common/words.glsl"
layout(local_size_x = 8) in;
const int kept = int(chunk);             // columns of the values
const int together = int(words_at_once);  // more than one for long heads: llvmpipe runs 65535 steps of loops and no more
const int mine = 8;    // queries of a lane
const int block = 32;  // keys at a time
const int group = 8 * in_word;  // values spread over the lanes at once
const int at_once = kept > 64 ? 2 : 4;  // keys between two moves of the weights
float scores[block][mine];
float sums[kept][mine];
float top[mine], total[mine];

void score_word(uvec2 q_word[mine], uvec2 k_word[block / 8]) {
    [[unroll]] for (int part = 0; part < in_word; ++part) {
        [[unroll]] for (int key = 0; key < block; ++key) {
            const float value = subgroupShuffle(part_of(k_word[key / 8], part), uint(key % 8));
            [[unroll]] for (int i = 0; i < mine; ++i) scores[key][i] = fma(value, part_of(q_word[i], part), scores[key][i]);
        }
    }
}

void score_keys(uint64_t q[mine], uint64_t k[block / 8]) {
    [[unroll]] for (int key = 0; key < block; ++key) [[unroll]] for (int i = 0; i < mine; ++i) scores[key][i] = 0;
    for (uint first = 0; first < p.head; first += in_word * together) {
        [[unroll]] for (int n = 0; n < together; ++n) {
            const uint d = min(first + n * in_word, p.head - in_word);
            const bool inside = first + n * in_word < p.head;
            uvec2 q_word[mine], k_word[block / 8];
            [[unroll]] for (int i = 0; i < mine; ++i) q_word[i] = load_word(q[i] + d * stored_bytes);
            [[unroll]] for (int i = 0; i < block / 8; ++i) {
                k_word[i] = load_word(k[i] + d * stored_bytes);
                if (together > 1) k_word[i] = mix(uvec2(0), k_word[i], bvec2(inside));
            }
            score_word(q_word, k_word);
        }
    }
}

// The weights of the first `at_once` keys, their values' share, then the next keys take their place: the code stays short.
void add_values(uint64_t v, uint first_column, uint keys) {
    const uint lane = gl_SubgroupInvocationID;
    const uint last = min(block, keys);  // not a constant: this loop is not to be unrolled
    for (uint first = 0; first < last; first += at_once) {
        [[unroll]] for (int key = 0; key < at_once; ++key) {
            [[unroll]] for (int i = 0; i < mine; ++i) {
                scores[key][i] = weight_of(scores[key][i], top[i]);
                total[i] += scores[key][i];
            }
            const uint64_t row = v + uint64_t(min(first + key, keys - 1)) * p.v_row * stored_bytes;
            [[unroll]] for (int begin = 0; begin < kept; begin += group) {
                const uvec2 loaded = load_word(row + min(first_column + begin + lane * in_word, p.head - in_word) * stored_bytes);
                const uvec2 word = mix(uvec2(0), loaded, bvec2(first + key < keys));
                [[unroll]] for (int j = 0; j < group; ++j) {
                    if (begin + j >= kept) continue;
                    const float value = subgroupShuffle(part_of(word, j % in_word), uint(j / in_word));
                    [[unroll]] for (int i = 0; i < mine; ++i) sums[begin + j][i] = fma(value, scores[key][i], sums[begin + j][i]);
                }
            }
        }
        [[unroll]] for (int key = 0; key < block - at_once; ++key)
            [[unroll]] for (int i = 0; i < mine; ++i) scores[key][i] = scores[key + at_once][i];
    }
}

void store(Place place, uint column, int j, int i) {
    const uint query = gl_WorkGroupID.x * 8 * mine + i * 8 + gl_SubgroupInvocationID;
    float values[in_word];
    [[unroll]] for (int part = 0; part < in_word; ++part) values[part] = sums[j + part][i] / total[i];
    const uint at = ((place.image * p.queries + query) * p.heads + place.head) * p.head + column;
    if (query < p.queries && column < p.head) store_word(packUint2x32(p.y) + uint64_t(at) * stored_bytes, values);
}

void main() {
    const Place place = place_of(kept);
    const uint lane = gl_SubgroupInvocationID, first_query = gl_WorkGroupID.x * 8 * mine;
    const uint64_t head_at = place.head * p.head * stored_bytes;
    uint64_t q[mine];
    [[unroll]] for (int i = 0; i < mine; ++i) {
        const uint query = min(first_query + i * 8 + lane, p.queries - 1);
        q[i] = packUint2x32(p.q) + head_at + uint64_t(place.image * p.queries + query) * p.q_row * stored_bytes;
        top[i] = lowest, total[i] = 0;
        [[unroll]] for (int j = 0; j < kept; ++j) sums[j][i] = 0;
    }
    const uint end = seen_by(first_query + 8 * mine - 1);
    const float unseen = 2 * lowest;  // minus infinity
    for (uint key = 0; key < end; key += block) {
        uint64_t k[block / 8];
        [[unroll]] for (int i = 0; i < block / 8; ++i)
            k[i] = packUint2x32(p.k) + head_at + uint64_t(place.image * p.keys + min(key + i * 8 + lane, p.keys - 1)) * p.k_row * stored_bytes;
        score_keys(q, k);
        [[unroll]] for (int i = 0; i < mine; ++i) {
            const uint query = first_query + i * 8 + lane, seen = seen_by(query);
            float higher = top[i];
            [[unroll]] for (int j = 0; j < block; ++j) {
                scores[j][i] = mix(unseen, score_of(scores[j][i], query, key + j, place.head), key + j < seen);
                higher = max(higher, scores[j][i]);
            }
            const float fade = exp2(top[i] - higher);
            total[i] *= fade;
            [[unroll]] for (int j = 0; j < kept; ++j) sums[j][i] *= fade;
            top[i] = higher;
        }
        const uint64_t v = packUint2x32(p.v) + head_at + uint64_t(place.image * p.keys + key) * p.v_row * stored_bytes;
        add_values(v, place.first_column, p.keys - key);
    }
    const uint last = min(place.first_column + kept, p.head);
    for (uint column = place.first_column; column < last; column += 8) {
        [[unroll]] for (int j = 0; j < 8; j += in_word) [[unroll]] for (int i = 0; i < mine; ++i) store(place, column + j, j, i);
        [[unroll]] for (int j = 0; j < kept - 8; ++j) [[unroll]] for (int i = 0; i < mine; ++i) sums[j][i] = sums[j + 8][i];
    }
}
