#version 450
// dx = dy * f'(x), f one of common/activation.glsl
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "params/unary_grad.h"
layout(local_size_x = 128) in;

float sigmoid_of(float x) { return 1.0 / (1.0 + exp(-x)); }

// What grows without bound is multiplied with a factor that vanishes faster: kept within where that factor is not yet zero.
float derivative(float x) {
    if (is_nan(x)) return x;
    const float near = clamp(x, -80.0, 80.0);
    float s;
    switch (kind) {
        case act_silu:
            s = sigmoid_of(near);
            return s * (1.0 + near * (1.0 - s));
        case act_gelu_erf:
            return 0.5 * (1.0 + erf_of(near * 0.70710678118654752)) + near * (0.39894228040143268 * exp(-0.5 * near * near));
        case act_gelu_tanh:
            s = tanh_of(0.79788456080286536 * (near + 0.044715 * near * near * near));
            return 0.5 * (1.0 + s) + 0.5 * near * (1.0 - s * s) * (0.79788456080286536 * (1.0 + 0.134145 * near * near));
        case act_quick_gelu:
            s = sigmoid_of(1.702 * clamp(x, -45.0, 45.0));
            return s * (1.0 + 1.702 * clamp(x, -45.0, 45.0) * (1.0 - s));
        case act_relu:
            return x > 0.0 ? 1.0 : 0.0;
        case act_sigmoid:
            s = sigmoid_of(near);
            return s * (1.0 - s);
        case act_tanh:
            s = tanh_of(x);
            return 1.0 - s * s;
        default:
            return 1.0;
    }
}

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride)
        Results(p.dx).at[i] = narrow(widen(Values(p.dy).at[i]) * derivative(widen(Values(p.x).at[i])));
}
