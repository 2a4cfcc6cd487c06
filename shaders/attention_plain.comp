#version 450
// Attention for any device and any shape: an invocation has one query and up to `kept` columns of the values.
#extension GL_GOOGLE_include_directive : require
#include "common/attention.glsl"
layout(local_size_x = 32) in;
const uint kept = 32;

void main() {
    const Place place = place_of(kept);
    const uint query = gl_GlobalInvocationID.x;
    if (query >= p.queries) return;
    const uint q = (place.image * p.queries + query) * p.q_row + place.head * p.head;
    const uint columns = min(kept, p.head - place.first_column);
    float sums[kept];
    for (uint j = 0; j < kept; ++j) sums[j] = 0;
    float top = lowest, total = 0;
    const uint seen = seen_by(query);
    for (uint key = 0; key < seen; ++key) {
        const uint k = (place.image * p.keys + key) * p.k_row + place.head * p.head;
        float score = 0;
        for (uint d = 0; d < p.head; ++d) score += widen(Values(p.q).at[q + d]) * widen(Values(p.k).at[k + d]);
        score = score_of(score, query, key, place.head);
        const float higher = max(top, score), fade = exp2(top - higher), weight = weight_of(score, higher);
        top = higher;
        total = total * fade + weight;
        const uint v = (place.image * p.keys + key) * p.v_row + place.head * p.head + place.first_column;
        for (uint j = 0; j < columns; ++j) sums[j] = sums[j] * fade + weight * widen(Values(p.v).at[v + j]);
    }
    const uint y = ((place.image * p.queries + query) * p.heads + place.head) * p.head + place.first_column;
    for (uint j = 0; j < columns; ++j) Results(p.y).at[y + j] = narrow(sums[j] / total);
}
