#version 450
// The gradient of attention (Dao et al. 2022, appendix B), for any device and any shape. First an invocation has one query and up to
// `kept` columns of dq, and notes what the second needs of its row; then one key (KEYS) and as many columns of dk and dv.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/attention_grad.h"
layout(local_size_x = 32) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Rows { float at[]; };
const uint kept = 16;
const float log2_e = 1.44269504, lowest = -3.0e38;

void main() {
    const uint chunks = (p.head + kept - 1) / kept, image = gl_WorkGroupID.z / chunks, first = gl_WorkGroupID.z % chunks * kept;
    const uint head = gl_WorkGroupID.y, width = p.heads * p.head, columns = min(kept, p.head - first);
    const uint queries = image * p.queries, keys = image * p.keys, column = head * p.head;  // first rows of the image, first of the head
    const uint out_rows = image * (p.queries + 2 * p.keys), notes = (image * p.heads + head) * p.queries;
#ifndef KEYS
    const uint query = gl_GlobalInvocationID.x;
    if (query >= p.queries) return;
    const uint q = (queries + query) * width + column;
    const uint seen = p.causal != 0 ? min(p.keys, query + 1) : p.keys;
    float top = lowest, total = 0, inner = 0;
    for (uint d = 0; d < p.head; ++d) inner += widen(Values(p.y).at[q + d]) * widen(Values(p.dy).at[q + d]);
    for (uint key = 0; key < seen; ++key) {
        float score = 0;
        for (uint d = 0; d < p.head; ++d) score += widen(Values(p.q).at[q + d]) * widen(Values(p.k).at[(keys + key) * width + column + d]);
        score *= p.scale * log2_e;
        const float higher = max(top, score);
        total = total * exp2(top - higher) + exp2(score - higher);
        top = higher;
    }
    const float log_sum = top + log2(total);
    float sums[kept];
    for (uint j = 0; j < kept; ++j) sums[j] = 0;
    for (uint key = 0; key < seen; ++key) {
        const uint k = (keys + key) * width + column;
        float score = 0, product = 0;
        for (uint d = 0; d < p.head; ++d) {
            score += widen(Values(p.q).at[q + d]) * widen(Values(p.k).at[k + d]);
            product += widen(Values(p.dy).at[q + d]) * widen(Values(p.v).at[k + d]);
        }
        const float slope = exp2(score * p.scale * log2_e - log_sum) * (product - inner) * p.scale;
        for (uint j = 0; j < columns; ++j) sums[j] += slope * widen(Values(p.k).at[k + first + j]);
    }
    if (first == 0) {
        Rows(p.rows).at[(notes + query) * 2] = log_sum;
        Rows(p.rows).at[(notes + query) * 2 + 1] = inner;
    }
    for (uint j = 0; j < columns; ++j) Results(p.grads).at[(out_rows + query) * width + column + first + j] = narrow(sums[j]);
#else
    const uint key = gl_GlobalInvocationID.x;
    if (key >= p.keys) return;
    const uint k = (keys + key) * width + column;
    float dk[kept], dv[kept];
    for (uint j = 0; j < kept; ++j) dk[j] = 0, dv[j] = 0;
    for (uint query = p.causal != 0 ? key : 0; query < p.queries; ++query) {
        const uint q = (queries + query) * width + column;
        float score = 0, product = 0;
        for (uint d = 0; d < p.head; ++d) {
            score += widen(Values(p.q).at[q + d]) * widen(Values(p.k).at[k + d]);
            product += widen(Values(p.dy).at[q + d]) * widen(Values(p.v).at[k + d]);
        }
        const float weight = exp2(score * p.scale * log2_e - Rows(p.rows).at[(notes + query) * 2]);
        const float slope = weight * (product - Rows(p.rows).at[(notes + query) * 2 + 1]) * p.scale;
        for (uint j = 0; j < columns; ++j) {
            dk[j] += slope * widen(Values(p.q).at[q + first + j]);
            dv[j] += weight * widen(Values(p.dy).at[q + first + j]);
        }
    }
    const uint at = (out_rows + p.queries + key) * width + column + first;
    for (uint j = 0; j < columns; ++j) {
        Results(p.grads).at[at + j] = narrow(dk[j]);
        Results(p.grads).at[at + p.keys * width + j] = narrow(dv[j]);
    }
#endif
}
