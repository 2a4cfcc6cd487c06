// Copies move bytes whatever they mean, in units of UNIT bytes: a WORD in memory, a VALUE in a register.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_scalar_block_layout : require
#if UNIT == 16
#define WORD uvec4
#elif UNIT == 8
#define WORD uvec2
#elif UNIT == 4
#define WORD uint
#elif UNIT == 2
#extension GL_EXT_shader_16bit_storage : require
#define WORD uint16_t
#endif
#if UNIT > 4
#define VALUE WORD
#else
#define VALUE uint
#endif
layout(buffer_reference, scalar, buffer_reference_align = UNIT) readonly buffer Words { WORD at[]; };
layout(buffer_reference, scalar, buffer_reference_align = UNIT) writeonly buffer WordResults { WORD at[]; };
layout(local_size_x = 128) in;
