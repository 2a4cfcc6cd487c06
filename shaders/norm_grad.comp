#version 450
// The gradient of group and layer normalisation with respect to x: with xhat = (x - mean) / deviation over n elements and g = gamma dy,
// dx = (g - mean(g) - xhat mean(g xhat)) / deviation (Ba et al. 2016; Wu & He 2018). Statistics as in layer_norm.comp.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/norm_grad.h"
layout(local_size_x_id = invocations_id) in;
#include "common/reduce.glsl"

// Element i of a group.
uint at(uint image, uint channel, uint i, uint size) { return image + i / size * p.channels + channel + i % size; }
float x_at(uint image, uint channel, uint i, uint size) { return widen(Values(p.x).at[at(image, channel, i, size)]); }
// gamma dy
float g_at(uint image, uint channel, uint i, uint size) {
    const float d = widen(Values(p.dy).at[at(image, channel, i, size)]);
    return weighed ? d * Floats(p.gamma).at[channel + i % size] : d;
}

void main() {
    const uint at_once = gl_WorkGroupSize.x / lanes, lane = gl_LocalInvocationIndex % lanes, size = p.channels / p.groups;
    const uint count = size * p.pixels;
    for (uint begin = gl_WorkGroupID.x * at_once; begin < p.images * p.groups; begin += gl_NumWorkGroups.x * at_once) {
        const uint group = begin + gl_LocalInvocationIndex / lanes, end = group < p.images * p.groups ? count : 0u;
        const uint image = group / p.groups * p.pixels * p.channels, channel = group % p.groups * size;
        float sum = 0;
        if (centred) for (uint i = lane; i < end; i += lanes) sum += x_at(image, channel, i, size);
        const float middle = centred ? sum_over(lanes, sum) / float(count) : 0.0;
        float squares = 0, drift = 0, total = 0, product = 0;
        for (uint i = lane; i < end; i += lanes) {
            const float d = x_at(image, channel, i, size) - middle, g = g_at(image, channel, i, size);
            squares += d * d;
            drift += d;
            total += g;
            product += g * d;
        }
        const float missed = centred ? sum_over(lanes, drift) / float(count) : 0.0;
        const float inverse = 1.0 / sqrt(sum_over(lanes, squares) / float(count) - missed * missed + p.eps);
        const float whole = sum_over(lanes, total), slope_sum = sum_over(lanes, product) - missed * whole;
        const float slope = -inverse * inverse * inverse * slope_sum / float(count), shift = centred ? -inverse * whole / float(count) : 0.0;
        for (uint i = lane; i < end; i += lanes) {
            precise const float d = (x_at(image, channel, i, size) - middle) - missed;
            Results(p.dx).at[at(image, channel, i, size)] = narrow(g_at(image, channel, i, size) * inverse + (d * slope + shift));
        }
    }
}
