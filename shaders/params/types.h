// What GLSL and C++ say with the same text: a shader's parameters (push constants), its specialisation constants and numbers that both
// know.
//
// PARAMS: a struct of push constants. A pointer is 64 bits: uvec2 in GLSL (shaders need no 64-bit integers), put first so that nothing
// needs padding. CONSTANTS: a struct in C++, whose members lie in the order of their ids, and specialisation constants of these names in
// GLSL; a shader reads those it names. INVOCATIONS is the size of a workgroup, for shaders that say layout(local_size_x_id =
// invocations_id) in. NUMBER: an unsigned number.
#ifdef __cplusplus
#pragma once
#include <cstddef>
#include <cstdint>
#define PARAMS_BEGIN(name)    \
    namespace imagelab::gpu { \
    struct name {
#define PARAMS_END(name) \
    }                    \
    ;                    \
    }
#define CONSTANTS_BEGIN(name) \
    namespace imagelab::gpu { \
    struct name {             \
        using Constants = name;
#define CONSTANT(id, type, name, value)                                                                               \
    static void place_of_##name() {                                                                                   \
        static_assert(offsetof(Constants, name) == sizeof(uint32_t) * (id), #name " does not stand where its id is"); \
    }                                                                                                                 \
    type name = value
#define INVOCATIONS(id) CONSTANT(id, UINT, invocations, 1)
#define CONSTANTS_END(name) PARAMS_END(name)
#define NUMBER(name, value)                 \
    namespace imagelab::gpu {               \
    inline constexpr uint32_t name = value; \
    }
#define POINTER uint64_t
#define UINT uint32_t
#define BOOL uint32_t
#define FLOAT float
#else
#define PARAMS_BEGIN(name) layout(push_constant, std430) uniform name {
#define PARAMS_END(name) \
    }                    \
    p;
#define CONSTANTS_BEGIN(name)
#define CONSTANT(id, type, name, value) layout(constant_id = id) const type name = value
#define INVOCATIONS(id) const uint invocations_id = id
#define CONSTANTS_END(name)
#define NUMBER(name, value) const uint name = value;
#define POINTER uvec2
#define UINT uint
#define BOOL bool
#define FLOAT float
#endif
