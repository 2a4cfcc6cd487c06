// Stored values in 64-bit words: 2 of f32, 4 of f16 or bf16. Needs GL_EXT_shader_explicit_arithmetic_types_int64.
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer WordIn { uint64_t at; };
layout(buffer_reference, scalar, buffer_reference_align = 8) writeonly buffer WordOut { uint64_t at; };

#if defined(STORAGE_f32)
const int in_word = 2;
#else
const int in_word = 4;
#endif
const int stored_bytes = 8 / in_word;

uvec2 load_word(uint64_t address) { return unpackUint2x32(WordIn(address).at); }

float part_of(uvec2 word, int i) {
#if defined(STORAGE_f32)
    return uintBitsToFloat(word[i]);
#elif defined(STORAGE_f16)
    return unpackHalf2x16(word[i / 2])[i % 2];
#else
    return uintBitsToFloat(i % 2 == 0 ? word[i / 2] << 16 : word[i / 2] & 0xffff0000u);
#endif
}

void store_word(uint64_t address, float values[in_word]) {
#if defined(STORAGE_f32)
    const uvec2 word = uvec2(floatBitsToUint(values[0]), floatBitsToUint(values[1]));
#elif defined(STORAGE_f16)
    const uvec2 word = uvec2(packHalf2x16(vec2(values[0], values[1])), packHalf2x16(vec2(values[2], values[3])));
#else
    const uvec2 word = uvec2(bf16_bits(values[0]) | bf16_bits(values[1]) << 16, bf16_bits(values[2]) | bf16_bits(values[3]) << 16);
#endif
    WordOut(address).at = packUint2x32(word);
}
