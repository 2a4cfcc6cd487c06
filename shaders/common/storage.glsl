// Tensors in buffers. STORAGE_f32, STORAGE_f16 or STORAGE_bf16 is defined by the variant; arithmetic is f32 everywhere. bf16 is a 16-bit word.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_scalar_block_layout : require

#if defined(STORAGE_f32)
#define STORED float
#define widen(x) (x)
#define narrow(x) (x)
#elif defined(STORAGE_f16)
#extension GL_EXT_shader_16bit_storage : require
#define STORED float16_t
#define widen(x) float(x)
#define narrow(x) float16_t(x)
#elif defined(STORAGE_bf16)
#extension GL_EXT_shader_16bit_storage : require
#define STORED uint16_t
// To nearest, ties to even; NaN stays NaN.
uint bf16_bits(float x) {
    const uint bits = floatBitsToUint(x);
    return (bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc0u : (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}
#define widen(x) uintBitsToFloat(uint(x) << 16)
#define narrow(x) uint16_t(bf16_bits(x))
#endif

layout(buffer_reference, scalar, buffer_reference_align = 2) readonly buffer Values { STORED at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 2) writeonly buffer Results { STORED at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Floats { float at[]; };
