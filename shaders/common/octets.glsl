// Eight 16-bit values at a time. Needs common/matrix.glsl.
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Octets { uvec4 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) writeonly buffer OctetResults { uvec4 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

vec2 pair_of(uint word) {
#if defined(STORAGE_f16)
    return unpackHalf2x16(word);
#else
    return uintBitsToFloat(uvec2(word << 16, word & 0xffff0000u));
#endif
}
uint pair_from(float low, float high) {
#if defined(STORAGE_f16)
    return packHalf2x16(vec2(low, high));
#else
    return bf16_bits(low) | bf16_bits(high) << 16;
#endif
}

// `finished` of eight neighbours, aligned to 16 bytes.
void finish_octet(float sums[8], uint at, uint column) {
    if ((operands & 1) != 0) for (uint j = 0; j < 8; ++j) sums[j] += Floats(p.bias).at[column + j];
    if ((operands & 2) != 0) {
        const uvec4 factor = Octets(p.factor).at[at / 8];
        for (uint j = 0; j < 8; ++j) sums[j] *= pair_of(factor[j / 2])[j % 2];
    }
    for (uint j = 0; j < 8; ++j) sums[j] = activate(activation, sums[j]);
    if ((operands & 4) != 0) {
        const uvec4 residual = Octets(p.residual).at[at / 8];
        for (uint j = 0; j < 8; ++j) sums[j] += pair_of(residual[j / 2])[j % 2];
    }
    OctetResults(p.y).at[at / 8] = uvec4(pair_from(sums[0], sums[1]), pair_from(sums[2], sums[3]), pair_from(sums[4], sums[5]), pair_from(sums[6], sums[7]));
}
