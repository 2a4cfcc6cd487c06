// Sums over `lanes` neighbouring invocations of a workgroup, in a fixed order. Called by all of them together. With one lane nobody waits: a
// driver that runs a workgroup on one processor pays dearly for barriers.
shared float partial_sums[gl_WorkGroupSize.x];

float sum_over(uint lanes, float x) {
    if (lanes == 1u) return x;
    const uint me = gl_LocalInvocationIndex, lane = me % lanes;
    partial_sums[me] = x;
    for (uint half_lanes = lanes / 2u; half_lanes > 0u; half_lanes /= 2u) {
        barrier();
        if (lane < half_lanes) partial_sums[me] += partial_sums[me + half_lanes];
    }
    barrier();
    const float sum = partial_sums[me - lane];
    barrier();
    return sum;
}
