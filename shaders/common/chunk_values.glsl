// Stored values 16 bytes at a time. Needs storage.glsl.
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Chunks { uvec4 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) writeonly buffer ChunkResults { uvec4 at[]; };

#if defined(STORAGE_f32)
const uint in_chunk = 4;
float value_of(uvec4 chunk, uint i) { return uintBitsToFloat(chunk[i]); }
uvec4 chunk_of(float eight[8], uint from) {
    return floatBitsToUint(vec4(eight[from], eight[from + 1], eight[from + 2], eight[from + 3]));
}
#else
const uint in_chunk = 8;
#if defined(STORAGE_f16)
float value_of(uvec4 chunk, uint i) { return unpackHalf2x16(chunk[i / 2])[i % 2]; }
uint pair_of(float low, float high) { return packHalf2x16(vec2(low, high)); }
#else
float value_of(uvec4 chunk, uint i) { return uintBitsToFloat(i % 2 == 0 ? chunk[i / 2] << 16 : chunk[i / 2] & 0xffff0000u); }
uint pair_of(float low, float high) { return bf16_bits(low) | bf16_bits(high) << 16; }
#endif
uvec4 chunk_of(float eight[8], uint from) {
    return uvec4(pair_of(eight[0], eight[1]), pair_of(eight[2], eight[3]), pair_of(eight[4], eight[5]), pair_of(eight[6], eight[7]));
}
#endif
