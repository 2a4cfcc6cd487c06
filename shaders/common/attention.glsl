// What all attention kernels share. One workgroup: some queries of one head, all keys they see, `chunk` columns of the values. The softmax
// is taken on the way (Milakov and Gimelshein 2018; Dao et al. 2022): the largest score so far, and sums scaled to it.
#include "storage.glsl"
#include "../params/attention.h"
const float log2_e = 1.44269504, lowest = -3.0e38;

// Workgroups: x tiles of queries, y heads, z images times chunks.
struct Place {
    uint image, head, first_column;  // of the values in their head
};
Place place_of(uint chunk) {
    const uint chunks = (p.head + chunk - 1) / chunk, image = gl_WorkGroupID.z / chunks;
    return Place(image, gl_WorkGroupID.y, (gl_WorkGroupID.z - image * chunks) * chunk);
}

// Keys below this one are seen. (Selections instead of branches: software drivers compile those far faster.)
uint seen_by(uint query) { return p.causal != 0 ? min(p.keys, query + 1) : p.keys; }

// 2^(score - top), NaN where the score is.
float weight_of(float score, float top) {
    return mix(exp2(score - top), score, (floatBitsToUint(score) & 0x7fffffffu) > 0x7f800000u);
}
