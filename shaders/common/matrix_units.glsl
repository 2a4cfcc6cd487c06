// Matrix units on `staged`, whose octets hold 8 factors or 4 sums; pitches are in octets. Needs unit_m, unit_n and unit_k.
#ifndef EMULATED
#define UNIT_X fcoopmatNV<16, gl_ScopeSubgroup, unit_m, unit_k>
#define UNIT_W fcoopmatNV<16, gl_ScopeSubgroup, unit_k, unit_n>
#define UNIT_SUM fcoopmatNV<32, gl_ScopeSubgroup, unit_m, unit_n>
#define UNIT_ZERO UNIT_SUM(0.0)
#define UNIT_LOAD_X(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_LOAD_W(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_STORE(m, at, pitch) coopMatStoreNV(m, staged, at, pitch, false)
#define UNIT_MULTIPLY(x, w, sum) sum = coopMatMulAddNV(x, w, sum)
#else
// Every lane keeps whole factors and its own part of the sums: element e belongs to lane e % lanes. Sizes for subgroups of 4 at least.
struct UnitFactor { float at[16 * 16]; };
struct UnitSum { float at[16 * 16 / 4]; };
#define UNIT_X UnitFactor
#define UNIT_W UnitFactor
#define UNIT_SUM UnitSum
#define UNIT_ZERO unit_zero()
#define UNIT_LOAD_X(m, at, pitch) unit_load(m, at, pitch, unit_m, unit_k)
#define UNIT_LOAD_W(m, at, pitch) unit_load(m, at, pitch, unit_k, unit_n)
#define UNIT_STORE(m, at, pitch) unit_store(m, at, pitch)
#define UNIT_MULTIPLY(x, w, sum) unit_multiply(x, w, sum)

UnitSum unit_zero() {
    UnitSum sum;
    for (uint i = 0; i < 64; ++i) sum.at[i] = 0;
    return sum;
}
void unit_load(out UnitFactor m, uint at, uint pitch, uint rows, uint columns) {
    for (uint r = 0; r < rows; ++r)
        for (uint c = 0; c < columns; ++c) m.at[r * columns + c] = pair_of(staged[at + r * pitch + c / 8][c % 8 / 2])[c % 2];
}
void unit_multiply(UnitFactor x, UnitFactor w, inout UnitSum sum) {
    uint mine = 0;
    for (uint e = gl_SubgroupInvocationID; e < unit_m * unit_n; e += gl_SubgroupSize, ++mine)
        for (uint k = 0; k < unit_k; ++k) sum.at[mine] += x.at[e / unit_n * unit_k + k] * w.at[k * unit_n + e % unit_n];
}
void unit_store(UnitSum sum, uint at, uint pitch) {
    uint mine = 0;
    for (uint e = gl_SubgroupInvocationID; e < unit_m * unit_n; e += gl_SubgroupSize, ++mine)
        staged[at + e / unit_n * pitch + e % unit_n / 4][e % 4] = floatBitsToUint(sum.at[mine]);
}
#endif
