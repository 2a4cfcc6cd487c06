#version 450
// The largest value or the mean of each window of an NHWC image.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/pool.h"
layout(local_size_x = 128) in;

bool nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint c = i % p.channels, pixel = i / p.channels, column = pixel % p.out_width, line = pixel / p.out_width % p.out_height,
                   image = pixel / (p.out_width * p.out_height);
        float top = uintBitsToFloat(0xff800000u), sum = 0.0;
        uint count = 0u;
        for (uint y = 0u; y < p.kernel_y; ++y) {
            const int row = int(line * p.stride_y + y * p.dilation_y) - int(p.pad_top);
            for (uint x = 0u; x < p.kernel_x; ++x) {
                const int at = int(column * p.stride_x + x * p.dilation_x) - int(p.pad_left);
                const bool inside = row >= 0 && row < int(p.height) && at >= 0 && at < int(p.width);
                if (inside || (counts_padding && row < int(p.height + p.counted_bottom) && at < int(p.width + p.counted_right))) ++count;
                if (!inside) continue;
                const float value = widen(Values(p.x).at[((image * p.height + uint(row)) * p.width + uint(at)) * p.channels + c]);
                sum += value;
                top = nan(value) || value > top ? value : top;
            }
        }
        Results(p.y).at[i] = narrow(largest ? top : sum / float(count));
    }
}
