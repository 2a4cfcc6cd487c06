// y[i] = map(x[i]) over p.count elements, four at a time and the rest one by one. The shader defines float map(float) and vec4 map(vec4).
layout(local_size_x = 128) in;

void main() {
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint i = gl_GlobalInvocationID.x; i < p.count / 4u; i += stride) Results4(p.y).at[i] = narrow4(map(widen4(Values4(p.x).at[i])));
    const uint rest = (p.count & ~3u) + gl_GlobalInvocationID.x;
    if (rest < p.count) Results(p.y).at[rest] = narrow(map(widen(Values(p.x).at[rest])));
}
