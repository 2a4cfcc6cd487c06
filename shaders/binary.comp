#version 450
// y = f(a, b) as enum Binary says (core/graph/graph.h); b is repeated along some axes.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/binary.h"
layout(local_size_x = 128) in;

uint index_of_b(uint i) {
    uint at = 0u;
    for (uint axis = 0u; axis + 1u < rank; ++axis) {
        at += i % p.extent[axis] * p.b_stride[axis];
        i /= p.extent[axis];
    }
    return at + i * p.b_stride[rank - 1u];
}

bool nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }

// C's pow: GLSL's knows no negative base.
float power(float a, float b) {
    if (b == 0.0 || a == 1.0) return 1.0;
    if (nan(a) || nan(b)) return uintBitsToFloat(0x7fc00000u);
    if (b == 1.0) return a;
    if (b == 2.0) return a * a;
    if (b == 0.5 && a >= 0.0) return sqrt(a);
    const float size = a == 0.0 ? (b > 0.0 ? 0.0 : uintBitsToFloat(0x7f800000u)) : exp2(b * log2(abs(a)));
    if (a > 0.0 || (a == 0.0 && floatBitsToUint(a) == 0u)) return size;
    if (b != floor(b)) return a == 0.0 ? size : uintBitsToFloat(0x7fc00000u);
    const bool odd = abs(b) < 16777216.0 && floor(b * 0.5) * 2.0 != b;
    return odd ? -size : size;
}

float remainder_of(float a, float b) {
    if (b == 0.0 || nan(a) || nan(b) || isinf(a)) return uintBitsToFloat(0x7fc00000u);
    if (isinf(b)) return a;
    precise const float whole = trunc(a / b) * b;
    precise float rest = a - whole;
    if (rest != 0.0 && (rest < 0.0) != (a < 0.0)) rest += a < 0.0 ? -abs(b) : abs(b);
    if (abs(rest) >= abs(b)) rest -= rest < 0.0 ? -abs(b) : abs(b);
    return rest;
}

float other(float a, float b) {
    switch (kind) {
        case binary_div: return a / b;
        case binary_max: return nan(a) || a > b ? a : b;
        case binary_min: return nan(a) || a < b ? a : b;
        case binary_pow: return power(a, b);
        case binary_mod: return remainder_of(a, b);
        case binary_equal: return a == b ? 1.0 : 0.0;
        case binary_less: return a < b ? 1.0 : 0.0;
        case binary_less_equal: return a <= b ? 1.0 : 0.0;
        case binary_keep: return b != 0.0 ? a : 0.0;
        default: return b != 0.0 ? 0.0 : a;
    }
}
vec4 other(vec4 a, vec4 b) { return vec4(other(a.x, b.x), other(a.y, b.y), other(a.z, b.z), other(a.w, b.w)); }

float ordered(float a, float b) { return kind == binary_add ? a + b : kind == binary_sub ? a - b : kind == binary_mul ? a * b : other(a, b); }
vec4 ordered(vec4 a, vec4 b) { return kind == binary_add ? a + b : kind == binary_sub ? a - b : kind == binary_mul ? a * b : other(a, b); }
float combine(float a, float b) { return swapped ? ordered(b, a) : ordered(a, b); }
vec4 combine(vec4 a, vec4 b) { return swapped ? ordered(b, a) : ordered(a, b); }

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint at = index_of_b(i);
        if (lanes == one_and_one)
            Results(p.y).at[i] = narrow(combine(widen(Values(p.a).at[i]), widen(Values(p.b).at[at])));
        else if (lanes == four_and_one)
            Results4(p.y).at[i] = narrow4(combine(widen4(Values4(p.a).at[i]), vec4(widen(Values(p.b).at[at]))));
        else
            Results4(p.y).at[i] = narrow4(combine(widen4(Values4(p.a).at[i]), widen4(Values4(p.b).at[at])));
    }
}
