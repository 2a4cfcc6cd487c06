#version 450
// Convolution with groups, dilation and strides of its own: an invocation a value.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/activation.glsl"
#include "params/conv_direct.h"
layout(local_size_x = 128) in;

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x, taps = p.kernel_y * p.kernel_x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint n = i % p.out_channels, pixel = i / p.out_channels, column = pixel % p.out_width, line = pixel / p.out_width % p.out_height,
                   image = pixel / (p.out_width * p.out_height), first = n / p.out_group * p.in_group;
        float sum = 0.0;
        for (uint y = 0u; y < p.kernel_y; ++y) {
            const int row = int(line * p.stride_y + y * p.dilation_y) - int(p.pad_top);
            if (row < 0 || row >= int(p.height)) continue;
            for (uint x = 0u; x < p.kernel_x; ++x) {
                const int at = int(column * p.stride_x + x * p.dilation_x) - int(p.pad_left);
                if (at < 0 || at >= int(p.width)) continue;
                const uint from = ((image * p.height + uint(row)) * p.width + uint(at)) * p.channels + first;
                const uint weight = n * p.in_group * taps + y * p.kernel_x + x;
                for (uint c = 0u; c < p.in_group; ++c) sum += widen(Values(p.x).at[from + c]) * widen(Values(p.weight).at[weight + c * taps]);
            }
        }
        if (p.bias != uvec2(0)) sum += Floats(p.bias).at[n];
        sum = activate(activation, sum);
        if (p.residual != uvec2(0)) sum += widen(Values(p.residual).at[i]);
        Results(p.y).at[i] = narrow(sum);
    }
}
