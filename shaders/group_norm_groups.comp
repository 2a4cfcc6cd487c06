#version 450
// Group normalisation, second of three: one workgroup merges the chunks and channels of a group of a picture (Chan et al. 1979) and says what
// becomes of each channel: y = (x + added - centre) * scale + shift. table: four channels a column, [batch, columns, (added, centre, scale,
// shift)]. The centre is rounded to f32; what that loses is in the shift.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/reduce.glsl"
#include "params/group_norm.h"
layout(local_size_x = 128) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

// The first value of a channel as it goes into the statistics.
float first_value(uint picture, uint c) {
    const float x = widen(Values(p.x).at[picture * p.pixels * p.channels + c]);
    return p.addend == uvec2(0) ? x : x + widen(Values(p.addend).at[picture * p.channels + c]);
}

void main() {
    const uint size = p.channels / p.groups, padded = (p.channels + 3u) / 4u * 4u;
    for (uint task = gl_WorkGroupID.x; task < p.batch * p.groups; task += gl_NumWorkGroups.x) {
        const uint picture = task / p.groups, begin = task % p.groups * size;
        const float reference = first_value(picture, begin), last = float(p.pixels - (p.chunks - 1u) * p.chunk);
        float sum = 0.0;
        for (uint i = gl_LocalInvocationIndex; i < p.chunks * size; i += 128u) {
            const uint chunk = i / size, c = begin + i % size;
            const float pixels = chunk + 1u == p.chunks ? last : float(p.chunk);
            sum += pixels * (first_value(picture, c) - reference + Floats(p.means).at[(picture * p.chunks + chunk) * padded + c]);
        }
        const float count = float(p.pixels) * float(size), mean = sum_over(128u, sum) / count;
        float squares = 0.0;
        for (uint i = gl_LocalInvocationIndex; i < p.chunks * size; i += 128u) {
            const uint chunk = i / size, c = begin + i % size, at = (picture * p.chunks + chunk) * padded + c;
            const float pixels = chunk + 1u == p.chunks ? last : float(p.chunk);
            const float d = first_value(picture, c) - reference + Floats(p.means).at[at] - mean;
            squares += Floats(p.squares).at[at] + d * d * pixels;
        }
        const float inverse = 1.0 / sqrt(sum_over(128u, squares) / count + p.eps);
        for (uint c = begin + gl_LocalInvocationIndex; c < begin + size; c += 128u) {
            const float added = p.addend == uvec2(0) ? 0.0 : widen(Values(p.addend).at[picture * p.channels + c]);
            const float scale = Floats(p.gamma).at[c] * inverse;
            precise const float centre = reference + mean, back = centre - reference;  // Knuth's two-sum
            precise const float lost = (reference - (centre - back)) + (mean - back);
            const uint at = (picture * padded + c / 4u * 4u) * 4u + c % 4u;
            FloatResults(p.table).at[at] = added;
            FloatResults(p.table).at[at + 4u] = centre;
            FloatResults(p.table).at[at + 8u] = scale;
            FloatResults(p.table).at[at + 12u] = Floats(p.beta).at[c] - lost * scale;
        }
    }
}
