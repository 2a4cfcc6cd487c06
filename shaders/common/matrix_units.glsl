// Matrix units on `staged`, whose chunks hold 8 factors or 4 sums; pitches are in chunks. Needs unit_m, unit_n, unit_k and
// `units_each`, how many sums a subgroup has, `subgroups` of them in a workgroup.
#ifndef EMULATED
#define UNIT_X fcoopmatNV<16, gl_ScopeSubgroup, unit_m, unit_k>
#define UNIT_W fcoopmatNV<16, gl_ScopeSubgroup, unit_k, unit_n>
#define UNIT_SUM fcoopmatNV<32, gl_ScopeSubgroup, unit_m, unit_n>
#define UNIT_ZERO(i) UNIT_SUM(0.0)
#define UNIT_LOAD_X(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_LOAD_W(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_LOAD_TURNED_W(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, true)
#define UNIT_LOAD_SUM(m, at, pitch) coopMatLoadNV(m, staged, at, pitch, false)
#define UNIT_STORE(m, at, pitch) coopMatStoreNV(m, staged, at, pitch, false)
#define UNIT_MULTIPLY(x, w, sum) sum = coopMatMulAddNV(x, w, sum)
#else
// Factors stay where they are staged, sums have a place of their own in shared memory; element e is the work of lane e % lanes.
struct UnitFactor {
    uint at, pitch;
    bool turned;  // [column, depth] in memory
};
#define UNIT_X UnitFactor
#define UNIT_W UnitFactor
#define UNIT_SUM uint
#define UNIT_ZERO(i) unit_zero(i)
#define UNIT_LOAD_X(m, at, pitch) m = UnitFactor(at, pitch, false)
#define UNIT_LOAD_W(m, at, pitch) m = UnitFactor(at, pitch, false)
#define UNIT_LOAD_TURNED_W(m, at, pitch) m = UnitFactor(at, pitch, true)
#define UNIT_LOAD_SUM(m, at, pitch) unit_load_sum(m, at, pitch)
#define UNIT_STORE(m, at, pitch) unit_store(m, at, pitch)
#define UNIT_MULTIPLY(x, w, sum) unit_multiply(x, w, sum)
#define EACH_ELEMENT(e) for (uint e = gl_SubgroupInvocationID; e < unit_m * unit_n; e += gl_SubgroupSize)
shared float unit_sums[subgroups * units_each * unit_m * unit_n];

uint unit_zero(uint i) {
    const uint sum = (gl_SubgroupID * units_each + i) * unit_m * unit_n;
    EACH_ELEMENT(e) unit_sums[sum + e] = 0;
    return sum;
}
float factor_at(UnitFactor m, uint row, uint column) {
    const uint line = m.turned ? column : row, at = m.turned ? row : column;
    return value_of(staged[m.at + line * m.pitch + at / 8], at % 8);
}
void unit_load_sum(uint sum, uint at, uint pitch) {
    EACH_ELEMENT(e) unit_sums[sum + e] = uintBitsToFloat(staged[at + e / unit_n * pitch + e % unit_n / 4][e % 4]);
}
void unit_multiply(UnitFactor x, UnitFactor w, uint sum) {
    EACH_ELEMENT(e) for (uint k = 0; k < unit_k; ++k)
        unit_sums[sum + e] += factor_at(x, e / unit_n, k) * factor_at(w, k, e % unit_n);
}
void unit_store(uint sum, uint at, uint pitch) {
    EACH_ELEMENT(e) staged[at + e / unit_n * pitch + e % unit_n / 4][e % 4] = floatBitsToUint(unit_sums[sum + e]);
}
#endif
