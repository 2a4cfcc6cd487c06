#version 450
// y = f(x), f one of common/activation.glsl
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/unary.h"

float map(float x) { return activate(kind, x); }
vec4 map(vec4 x) { return activate(kind, x); }
#include "common/map.glsl"
