#version 450
// Group normalisation, second of three: `lanes` invocations merge the chunks and channels of a group of a picture (Chan et al. 1979) and
// say what becomes of each channel: y = (x + added - centre) * scale + shift. table: four channels a column, [batch, columns, (added, centre, scale,
// shift)]. The centre is rounded to f32; what that loses is in the shift.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/group_norm.h"
layout(local_size_x_id = invocations_id) in;
#include "common/reduce.glsl"
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

// The first value of a channel as it goes into the statistics.
float first_value(uint picture, uint c) {
    const float x = widen(Values(p.x).at[picture * p.pixels * p.channels + c]);
    return p.addend == uvec2(0) ? x : x + widen(Values(p.addend).at[picture * p.channels + c]);
}

void main() {
    const uint size = p.channels / p.groups, padded = (p.channels + 3u) / 4u * 4u;
    const uint at_once = gl_WorkGroupSize.x / lanes, lane = gl_LocalInvocationIndex % lanes;
    for (uint first = gl_WorkGroupID.x * at_once; first < p.batch * p.groups; first += gl_NumWorkGroups.x * at_once) {
        const uint task = min(first + gl_LocalInvocationIndex / lanes, p.batch * p.groups - 1u);  // some may do the last one twice
        const uint picture = task / p.groups, begin = task % p.groups * size;
        const float reference = first_value(picture, begin), last = float(p.pixels - (p.chunks - 1u) * p.chunk);
        float sum = 0.0;
        for (uint i = lane; i < p.chunks * size; i += lanes) {
            const uint chunk = i / size, c = begin + i % size;
            const float pixels = chunk + 1u == p.chunks ? last : float(p.chunk);
            sum += pixels * (first_value(picture, c) - reference + Floats(p.means).at[(picture * p.chunks + chunk) * padded + c]);
        }
        const float count = float(p.pixels) * float(size), mean = sum_over(lanes, sum) / count;
        float squares = 0.0;
        for (uint i = lane; i < p.chunks * size; i += lanes) {
            const uint chunk = i / size, c = begin + i % size, at = (picture * p.chunks + chunk) * padded + c;
            const float pixels = chunk + 1u == p.chunks ? last : float(p.chunk);
            const float d = first_value(picture, c) - reference + Floats(p.means).at[at] - mean;
            squares += Floats(p.squares).at[at] + d * d * pixels;
        }
        const float inverse = 1.0 / sqrt(sum_over(lanes, squares) / count + p.eps);
        for (uint c = begin + lane; c < begin + size; c += lanes) {
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
