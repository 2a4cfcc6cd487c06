#version 450
// Group normalisation (Wu & He 2018), first of three: the statistics of each channel over each chunk of a picture's pixels.
// means, squares: four channels a column, [batch, chunks, columns] -> the mean less the picture's first value of that channel, and the sum of
// squared deviations from the mean. A workgroup takes `wide` columns and `high` pixels at a time; each invocation sums deviations from the first
// value it meets, so a mean far from zero costs no digits, and the invocations are merged by Chan et al. 1979.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/group_norm.h"
layout(local_size_x_id = invocations_id) in;
const uint high = gl_WorkGroupSize.x / wide;
shared vec4 mean_of[gl_WorkGroupSize.x], squares_of[gl_WorkGroupSize.x];

uint pixels_of(uint line, uint count) {
    return count > line ? (count - line + high - 1u) / high : 0u;
}

void take_statistics(uint picture, uint first, uint count, uint column, uint line, uint at) {
    const uint mine = pixels_of(line, count);
    vec4 mean = vec4(0), squares = vec4(0);
    if (mine > 0u) {
        const vec4 own = load_column(p.x, picture + first + line, column, p.channels, even);
        vec4 sum = vec4(0);
        for (uint i = 1u; i < mine; ++i) {
            const vec4 d = load_column(p.x, picture + first + line + i * high, column, p.channels, even) - own;
            sum += d;
            squares += d * d;
        }
        mean = sum / float(mine);
        squares -= sum * mean;
        mean += own - load_column(p.x, picture, column, p.channels, even);
    }
    if (high == 1u) {
        FloatResults4(p.means).at[at] = mean;
        FloatResults4(p.squares).at[at] = squares;
    } else {
        mean_of[gl_LocalInvocationIndex] = mean;
        squares_of[gl_LocalInvocationIndex] = squares;
    }
}

void merge_lines(uint count, uint lane, uint at) {
    const uint lines = min(high, count);
    vec4 sum = vec4(0), squares = vec4(0);
    for (uint line = 0u; line < lines; ++line) sum += mean_of[line * wide + lane] * float(pixels_of(line, count));
    const vec4 mean = sum / float(count);
    for (uint line = 0u; line < lines; ++line) {
        const vec4 d = mean_of[line * wide + lane] - mean;
        squares += squares_of[line * wide + lane] + d * d * float(pixels_of(line, count));
    }
    FloatResults4(p.means).at[at] = mean;
    FloatResults4(p.squares).at[at] = squares;
}

void main() {
    const uint lane = gl_LocalInvocationIndex % wide, line = gl_LocalInvocationIndex / wide;
    const uint columns = (p.channels + 3u) / 4u, slabs = (columns + wide - 1u) / wide;
    for (uint task = gl_WorkGroupID.x; task < p.batch * p.chunks * slabs; task += gl_NumWorkGroups.x) {
        const uint column = task % slabs * wide + lane, chunk = task / slabs, first = chunk % p.chunks * p.chunk;
        const uint count = min(p.chunk, p.pixels - first);
        if (column < columns) take_statistics(chunk / p.chunks * p.pixels, first, count, column, line, chunk * columns + column);
        if (high == 1u) continue;
        barrier();
        if (column < columns && line == 0u) merge_lines(count, lane, chunk * columns + column);
        barrier();
    }
}
