#version 450
// Layer normalisation (Ba et al. 2016): `lanes` invocations a row, several rows a workgroup. The deviations are taken about the mean, and what
// the mean's rounding left is corrected (Chan, Golub & LeVeque 1983, eq. 1.7). Without `centred` the mean stays (Zhang & Sennrich 2019).
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/layer_norm.h"
layout(local_size_x_id = invocations_id) in;
#include "common/reduce.glsl"

void main() {
    const uint rows_at_once = gl_WorkGroupSize.x / lanes, lane = gl_LocalInvocationIndex % lanes, columns = (p.width + 3u) / 4u;
    for (uint first = gl_WorkGroupID.x * rows_at_once; first < p.rows; first += gl_NumWorkGroups.x * rows_at_once) {
        const uint row = first + gl_LocalInvocationIndex / lanes, end = row < p.rows ? columns : 0u;
        vec4 sum = vec4(0);
        if (centred) for (uint c = lane; c < end; c += lanes) sum += load_column(p.x, row, c, p.width, even);
        const float middle = centred ? sum_over(lanes, dot(sum, vec4(1))) / float(p.width) : 0.0;
        vec4 squares = vec4(0), drift = vec4(0);
        for (uint c = lane; c < end; c += lanes) {
            vec4 d = load_column(p.x, row, c, p.width, even) - middle;
            d = mix(vec4(0), d, inside(c, p.width, even));
            squares += d * d;
            drift += d;
        }
        const float missed = centred ? sum_over(lanes, dot(drift, vec4(1))) / float(p.width) : 0.0;
        const float variance = sum_over(lanes, dot(squares, vec4(1))) / float(p.width) - missed * missed;
        const float scale = 1.0 / sqrt(variance + p.eps);
        for (uint c = lane; c < end; c += lanes) {
            precise const vec4 d = (load_column(p.x, row, c, p.width, even) - middle) - missed;
            vec4 gamma = vec4(1), beta = vec4(0);
            if ((terms & norm_modulated) != 0u) gamma = load_column(p.gamma, 0u, c, p.width, even), beta = load_column(p.beta, 0u, c, p.width, even);
            if ((terms & norm_gamma) != 0u) gamma = load_floats(p.gamma, c, p.width, even);
            if ((terms & norm_beta) != 0u) beta = load_floats(p.beta, c, p.width, even);
            store_column(p.y, row, c, p.width, even, d * scale * gamma + beta);
        }
    }
}
