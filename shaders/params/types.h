// Parameter structs are push constants: the same text is read by GLSL and by C++. A pointer is 64 bits: uvec2 in GLSL (shaders need no
// 64-bit integers), put first so that nothing needs padding.
#ifdef __cplusplus
#pragma once
#include <cstdint>
#define PARAMS_BEGIN(name)    \
    namespace imagelab::gpu { \
    struct name {
#define PARAMS_END(name) \
    }                    \
    ;                    \
    }
#define POINTER uint64_t
#define UINT uint32_t
#define FLOAT float
#else
#define PARAMS_BEGIN(name) layout(push_constant, std430) uniform name {
#define PARAMS_END(name) \
    }                    \
    p;
#define POINTER uvec2
#define UINT uint
#define FLOAT float
#endif
