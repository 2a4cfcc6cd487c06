// Four neighbouring elements of a tensor at once. Needs storage.glsl.
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Floats4 { vec4 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) writeonly buffer FloatResults4 { vec4 at[]; };

#if defined(STORAGE_f32)
#define STORED4 vec4
#define widen4(x) (x)
#define narrow4(x) (x)
#elif defined(STORAGE_f16)
#define STORED4 f16vec4
#define widen4(x) vec4(x)
#define narrow4(x) f16vec4(x)
#elif defined(STORAGE_bf16)
#define STORED4 uvec2
vec4 widen4(uvec2 x) {
    return uintBitsToFloat(uvec4(x.x << 16, x.x & 0xffff0000u, x.y << 16, x.y & 0xffff0000u));
}
uvec2 narrow4(vec4 x) {
    return uvec2(bf16_bits(x.x) | bf16_bits(x.y) << 16, bf16_bits(x.z) | bf16_bits(x.w) << 16);
}
#endif

layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Values4 { STORED4 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) writeonly buffer Results4 { STORED4 at[]; };

// Rows of `width` elements in columns of four; the last column may be short. `even`: the width is a multiple of four.
bvec4 inside(uint column, uint width, bool even) {
    return even ? bvec4(true) : lessThan(uvec4(0, 1, 2, 3) + column * 4u, uvec4(width));
}
// Elements [row * width + column * 4, + 4) and zeros behind the row's end.
vec4 load_column(uvec2 x, uint row, uint column, uint width, bool even) {
    if (even) return widen4(Values4(x).at[row * (width / 4u) + column]);
    const bvec4 some = inside(column, width, false);
    const uint begin = row * width + column * 4u;
    vec4 v = vec4(widen(Values(x).at[begin]), 0, 0, 0);
    if (some.y) v.y = widen(Values(x).at[begin + 1u]);
    if (some.z) v.z = widen(Values(x).at[begin + 2u]);
    if (some.w) v.w = widen(Values(x).at[begin + 3u]);
    return v;
}
void store_column(uvec2 y, uint row, uint column, uint width, bool even, vec4 v) {
    if (even) {
        Results4(y).at[row * (width / 4u) + column] = narrow4(v);
        return;
    }
    const bvec4 some = inside(column, width, false);
    const uint begin = row * width + column * 4u;
    Results(y).at[begin] = narrow(v.x);
    if (some.y) Results(y).at[begin + 1u] = narrow(v.y);
    if (some.z) Results(y).at[begin + 2u] = narrow(v.z);
    if (some.w) Results(y).at[begin + 3u] = narrow(v.w);
}
// The same for parameters, which are f32.
vec4 load_floats(uvec2 x, uint column, uint width, bool even) {
    if (even) return Floats4(x).at[column];
    const bvec4 some = inside(column, width, false);
    const uint begin = column * 4u;
    vec4 v = vec4(Floats(x).at[begin], 0, 0, 0);
    if (some.y) v.y = Floats(x).at[begin + 1u];
    if (some.z) v.z = Floats(x).at[begin + 2u];
    if (some.w) v.w = Floats(x).at[begin + 3u];
    return v;
}
