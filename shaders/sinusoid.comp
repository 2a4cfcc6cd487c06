#version 450
// Sinusoidal embedding (Vaswani et al. 2017). GLSL promises sin and cos within [-pi, pi] only, so the angle is reduced to [-pi/4, pi/4]
// (Cody & Waite 1980; Cephes sinf's constants: good to 8192) and both are polynomials (Cephes sinf, cosf).
#extension GL_GOOGLE_include_directive : require
#define STORAGE_f32
#include "common/storage.glsl"
#include "params/sinusoid.h"
layout(local_size_x = 128) in;

vec2 sine_and_cosine(float angle) {
    const float turns = floor(angle * 0.63661977236758134 + 0.5);
    precise float r = angle - turns * 1.5703125;
    r = r - turns * 4.837512969970703125e-4;
    r = r - turns * 7.54978995489188216e-8;
    const float z = r * r;
    const float s = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r;
    const float c = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
    switch (int(turns) & 3) {
        case 0: return vec2(s, c);
        case 1: return vec2(c, -s);
        case 2: return vec2(-s, -c);
        default: return vec2(-c, s);
    }
}

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count * p.some; i += stride) {
        const uint row = i / p.some, j = i % p.some;
        precise const float angle = Values(p.x).at[row] * p.frequency[j];
        const vec2 value = sine_and_cosine(angle);
        Results(p.y).at[row * p.width + p.sine + p.first + j] = value.x;
        Results(p.y).at[row * p.width + p.cosine + p.first + j] = value.y;
    }
}
