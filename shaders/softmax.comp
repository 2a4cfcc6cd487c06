#version 450
// Softmax over the last axis, or its logarithm: `lanes` invocations a row, shifted by the largest so that no exponential overflows.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/softmax.h"
layout(local_size_x = 128) in;
#include "common/reduce.glsl"
shared float tops[gl_WorkGroupSize.x];

bool nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
float larger(float a, float b) { return nan(a) || a > b ? a : b; }

float largest_over(float x) {
    if (lanes == 1u) return x;
    const uint me = gl_LocalInvocationIndex, first = me - me % lanes;
    tops[me] = x;
    barrier();
    for (uint i = 0u; i < lanes; ++i) x = larger(x, tops[first + i]);
    barrier();
    return x;
}

void main() {
    const uint at_once = gl_WorkGroupSize.x / lanes, lane = gl_LocalInvocationIndex % lanes;
    for (uint first = gl_WorkGroupID.x * at_once; first < p.rows; first += gl_NumWorkGroups.x * at_once) {
        const uint row = first + gl_LocalInvocationIndex / lanes, end = row < p.rows ? p.width : 0u, begin = row * p.width;
        float top = uintBitsToFloat(0xff800000u);
        for (uint i = lane; i < end; i += lanes) top = larger(top, widen(Values(p.x).at[begin + i]));
        top = largest_over(top);
        float sum = 0.0;
        for (uint i = lane; i < end; i += lanes) sum += exp(widen(Values(p.x).at[begin + i]) - top);
        sum = sum_over(lanes, sum);
        const float shift = log(sum);
        for (uint i = lane; i < end; i += lanes) {
            const float x = widen(Values(p.x).at[begin + i]) - top;
            Results(p.y).at[begin + i] = narrow(nan(top) ? top : logarithm ? x - shift : exp(x) / sum);
        }
    }
}
