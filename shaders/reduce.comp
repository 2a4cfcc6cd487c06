#version 450
// Sums, products, extreme values and their places over neighbouring axes: an invocation a result. Sums are compensated (Kahan 1965), so that
// long ones stay exact to the last digits. A NaN is the extreme of its values.
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "params/reduce.h"
layout(local_size_x = 128) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

float load(uint i) { return partial_in ? Floats(p.x).at[i] : widen(Values(p.x).at[i]); }
bool nan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
bool better(float a, float b) {
    if (nan(b)) return false;
    if (nan(a)) return true;
    switch (kind) {
        case reduce_max:
        case reduce_arg_max: return a > b;
        case reduce_arg_max_last: return a >= b;
        case reduce_arg_min_last: return a <= b;
        default: return a < b;
    }
}

float summed(uint first, uint terms) {
    float sum = 0.0, missed = 0.0;
    for (uint j = 0u; j < terms; ++j) {
        precise const float term = load(first + j * p.inner) - missed;
        precise const float next = sum + term;
        precise const float gained = next - sum;
        missed = isinf(next) ? 0.0 : gained - term;
        sum = next;
    }
    return sum * p.scale;
}

float multiplied(uint first, uint terms) {
    float product = 1.0;
    for (uint j = 0u; j < terms; ++j) product *= load(first + j * p.inner);
    return product;
}

float chosen(uint first, uint terms) {
    float best = load(first);
    uint place = 0u;
    for (uint j = 1u; j < terms; ++j) {
        const float value = load(first + j * p.inner);
        if (better(value, best)) best = value, place = j;
    }
    return kind >= reduce_arg_max ? float(place) : best;
}

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count; i += stride) {
        const uint begin = i / p.inner % p.chunks * p.chunk, terms = min(p.chunk, p.terms - begin);
        const uint first = (i / (p.inner * p.chunks) * p.terms + begin) * p.inner + i % p.inner;
        const float y = kind <= reduce_mean ? summed(first, terms) : kind == reduce_product ? multiplied(first, terms) : chosen(first, terms);
        if (partial_out)
            FloatResults(p.y).at[i] = y;
        else
            Results(p.y).at[i] = narrow(y);
    }
}
