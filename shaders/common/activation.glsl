// The activations. Each keeps NaN: GLSL's min, max and exp may drop it. No step overflows to inf - inf or inf / inf.
#include "../params/activation.h"

bool is_nan(float x) {
    return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u;
}

// Cephes tanhf near zero.
float tanh_of(float x) {
    const float z = x * x, a = abs(x);
    if (a < 0.625) {
        const float p = (((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z + 1.33314422036e-1) * z - 3.33332819422e-1;
        return p * z * x + x;
    }
    const float t = 1.0 - 2.0 / (exp(2.0 * a) + 1.0);
    return x < 0.0 ? -t : t;
}

// 1 - erfc by Numerical Recipes' erfcc: 1.2e-7.
float erf_of(float x) {
    const float z = abs(x), t = 1.0 / (1.0 + 0.5 * z);
    float p = 0.17087277;
    p = p * t - 0.82215223;
    p = p * t + 1.48851587;
    p = p * t - 1.13520398;
    p = p * t + 0.27886807;
    p = p * t - 0.18628806;
    p = p * t + 0.09678418;
    p = p * t + 0.37409196;
    p = p * t + 1.00002368;
    p = p * t - 1.26551223;
    const float e = 1.0 - t * exp(p - z * z);
    return x < 0.0 ? -e : e;
}

float activate(uint kind, float x) {
    if (is_nan(x)) return x;
    switch (kind) {
        case act_silu:
            return x / (1.0 + exp(-x));
        case act_gelu_erf:
            return 0.5 * x * (1.0 + erf_of(x * 0.70710678118654752));
        case act_gelu_tanh:
            return x / (1.0 + exp(-1.5957691216057307 * (x + 0.044715 * x * x * x)));  // (1 + tanh u) / 2 = sigmoid(2 u)
        case act_quick_gelu:
            return x / (1.0 + exp(-1.702 * x));
        case act_relu:
            return x < 0.0 ? 0.0 : x;
        case act_sigmoid:
            return 1.0 / (1.0 + exp(-x));
        case act_tanh:
            return tanh_of(x);
        default:
            return x;
    }
}
vec4 activate(uint kind, vec4 x) {
    return kind == act_none ? x : vec4(activate(kind, x.x), activate(kind, x.y), activate(kind, x.z), activate(kind, x.w));
}
