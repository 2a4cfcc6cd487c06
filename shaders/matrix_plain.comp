#version 450
// Matrix product for any device and any shape: 4 x 4 sums an invocation, one value a load.
#extension GL_GOOGLE_include_directive : require
#include "common/matrix.glsl"
layout(local_size_x = 8, local_size_y = 8) in;

void main() {
    const uint row = (tile_row() * 8 + gl_LocalInvocationID.y) * 4, column = (gl_WorkGroupID.x * 8 + gl_LocalInvocationID.x) * 4;
    if (row >= p.rows || column >= p.columns) return;
    Window windows[4];
    for (int r = 0; r < 4; ++r) windows[r] = window_of(min(row + r, p.rows - 1));
    vec4 sums[4] = vec4[4](vec4(0), vec4(0), vec4(0), vec4(0));
    uint line = 0;  // of the weight
    for (uint tap_y = 0; tap_y < max(p.taps_y, 1); ++tap_y) {
        for (uint tap_x = 0; tap_x < p.taps_x; ++tap_x) {
            uint x[4];
            bool inside[4];
            for (int r = 0; r < 4; ++r) x[r] = under_tap(windows[r], tap_y, tap_x, inside[r]);
            for (uint c = 0; c < p.channels; ++c, ++line) {
                vec4 w;
                for (int j = 0; j < 4; ++j) w[j] = widen(Values(p.weight).at[line * p.pitch + column + j]);
                for (int r = 0; r < 4; ++r) {
                    const float value = widen(Values(p.x).at[x[r] + c]);
                    sums[r] += (inside[r] ? value : 0.0) * w;
                }
            }
        }
    }
    for (int r = 0; r < 4; ++r) {
        for (int j = 0; j < 4; ++j) {
            const uint at = (row + r) * p.columns + column + j;
            if (row + r < p.rows && column + j < p.columns) Results(p.y).at[at] = narrow(finished(sums[r][j], at, column + j));
        }
    }
}
