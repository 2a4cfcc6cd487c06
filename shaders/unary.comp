#version 450
// y = f(x), f a function of enum Unary
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/unary.h"
layout(constant_id = 0) const uint kind = act_none;

float map(float x) { return activate(kind, x); }
vec4 map(vec4 x) { return activate(kind, x); }
#include "common/map.glsl"
