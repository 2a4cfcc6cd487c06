#version 450
// y = x * scale + shift
#extension GL_GOOGLE_include_directive : require
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/affine.h"

float map(float x) { return x * p.scale + p.shift; }
vec4 map(vec4 x) { return x * p.scale + p.shift; }
#include "common/map.glsl"
