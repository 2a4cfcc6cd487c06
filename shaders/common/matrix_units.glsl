// Matrix units on `staged`, whose chunks hold 8 factors or 4 sums; pitches are in chunks. Needs unit_m, unit_n and unit_k.
#ifndef EMULATED
#define UNIT_X fcoopmatNV<16, gl_ScopeSubgroup, unit_m, unit_k>
#define UNIT_W fcoopmatNV<16, gl_ScopeSubgroup, unit_k, unit_n>
#define UNIT_SUM fcoopmatNV<32, gl_ScopeSubgroup, unit_m, unit_n>
#define UNIT_ZERO UNIT_SUM(0.0)
#define UNIT_LOAD_X(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_LOAD_W(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_LOAD_TURNED_W(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, true)
#define UNIT_LOAD_SUM(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
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
#define UNIT_LOAD_TURNED_W(m, at, pitch) unit_load_turned(m, at, pitch)
#define UNIT_LOAD_SUM(m, at, pitch) unit_load_sum(m, at, pitch)
#define UNIT_STORE(m, at, pitch) unit_store(m, at, pitch)
#define UNIT_MULTIPLY(x, w, sum) unit_multiply(x, w, sum)

UnitSum unit_zero() {
    UnitSum sum;
    for (uint i = 0; i < 64; ++i) sum.at[i] = 0;
    return sum;
}
void unit_load(out UnitFactor m, uint at, uint pitch, uint rows, uint columns) {
    for (uint r = 0; r < rows; ++r)
        for (uint c = 0; c < columns; ++c) m.at[r * columns + c] = value_of(staged[at + r * pitch + c / 8], c % 8);
}
// [unit_n, unit_k] in memory.
void unit_load_turned(out UnitFactor m, uint at, uint pitch) {
    for (uint r = 0; r < unit_k; ++r)
        for (uint c = 0; c < unit_n; ++c) m.at[r * unit_n + c] = value_of(staged[at + c * pitch + r / 8], r % 8);
}
void unit_load_sum(out UnitSum sum, uint at, uint pitch) {
    uint mine = 0;
    for (uint e = gl_SubgroupInvocationID; e < unit_m * unit_n; e += gl_SubgroupSize, ++mine)
        sum.at[mine] = uintBitsToFloat(staged[at + e / unit_n * pitch + e % unit_n / 4][e % 4]);
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
