// y eight columns at a time. Needs common/matrix.glsl.
#include "chunk_values.glsl"
layout(buffer_reference, scalar, buffer_reference_align = 4) writeonly buffer FloatResults { float at[]; };

float[8] load_eight(uvec2 address, uint at) {
    float eight[8];
    [[unroll]] for (uint i = 0; i < 8; i += in_chunk) {
        const uvec4 chunk = Chunks(address).at[(at + i) / in_chunk];
        [[unroll]] for (uint j = 0; j < in_chunk; ++j) eight[i + j] = value_of(chunk, j);
    }
    return eight;
}

// Eight neighbouring sums of a row become y, or this split's partial sums.
void finish_eight(uint row, uint column, float sums[8]) {
    if (row >= p.rows || column >= p.columns) return;
    const uint at = row * p.columns + column, count = min(8, p.columns - column);
    if (p.splits > 1) {
        for (uint j = 0; j < count; ++j) FloatResults(p.partial).at[gl_WorkGroupID.z * p.rows * p.columns + at + j] = sums[j];
        return;
    }
    if (p.columns % 8 != 0) {
        for (uint j = 0; j < count; ++j) Results(p.y).at[at + j] = narrow(finished(sums[j], at + j, column + j));
        return;
    }
    float factor[8], residual[8];
    if ((operands & operand_factor) != 0) factor = load_eight(p.factor, factor_at(at, column));
    if ((operands & operand_residual) != 0) residual = load_eight(p.residual, at);
    [[unroll]] for (uint j = 0; j < 8; ++j) {
        if ((operands & operand_bias) != 0) sums[j] += Floats(p.bias).at[column + j];
        if ((operands & operand_factor) != 0) sums[j] *= factor[j];
        sums[j] = activate(activation, sums[j]);
        if ((operands & operand_residual) != 0) sums[j] += residual[j];
    }
    [[unroll]] for (uint i = 0; i < 8; i += in_chunk) ChunkResults(p.y).at[(at + i) / in_chunk] = chunk_of(sums, i);
}
