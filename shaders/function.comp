#version 450
// y = f(x), f of enum Function (core/graph/graph.h) with its constants. GLSL's own forms are kept where they are exact enough; differences of
// nearly equal numbers are written out.
#extension GL_GOOGLE_include_directive : require
#include "common/activation.glsl"
#include "common/storage.glsl"
#include "common/vector.glsl"
#include "params/function.h"

// e^x - 1 (Kahan's correction)
float expm1_of(float x) {
    if (abs(x) < 1e-4) return x + 0.5 * x * x;
    if (abs(x) > 0.5) return exp(x) - 1.0;
    float sum = x, term = x;
    for (int i = 2; i < 12; ++i) {
        term *= x / float(i);
        sum += term;
    }
    return sum;
}
// log(1 + x), x > -1
float log1p_of(float x) {
    precise const float y = 1.0 + x;
    precise const float kept = y - 1.0;
    return kept == 0.0 ? x : log(y) * (x / kept);
}
float softplus_of(float x) { return x > 0.0 ? x + log1p_of(exp(-x)) : log1p_of(exp(x)); }
float erf_near_zero(float x) {
    const float z = x * x;
    return x * (1.1283791671 + z * (-0.3761263890 + z * (0.1128379167 - z * 0.0268661706)));
}
// Cephes atanf
float atan_of(float x) {
    const float a = abs(x);
    float y = 0.0, r = a;
    if (a > 2.414213562373095) y = 1.5707963267948966, r = -1.0 / a;
    else if (a > 0.4142135623730950) y = 0.7853981633974483, r = (a - 1.0) / (a + 1.0);
    const float z = r * r;
    y += (((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * r + r;
    return x < 0.0 ? -y : y;
}
float asin_of(float x) {
    const float a = abs(x), not_a_number = uintBitsToFloat(0x7fc00000u);
    if (a > 1.0) return not_a_number;
    const float y = a == 1.0 ? 1.5707963267948966 : atan_of(a / sqrt((1.0 - a) * (1.0 + a)));
    return x < 0.0 ? -y : y;
}
// Sine and cosine (Cephes sinf, cosf): an eighth of a turn at a time. Drivers may be off by 2^-11.
float sine_of(float x, uint quarter) {
    precise const float turns = roundEven(x * 0.6366197723675814);
    precise float r = x - turns * 1.5703125;
    r = r - turns * 4.837512969970703e-4;
    r = r - turns * 7.549789948768648e-8;
    const float z = r * r;
    const float sine = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r;
    const float cosine = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
    const uint place = (uint(int(turns)) + quarter) & 3u;
    const float y = (place & 1u) == 0u ? sine : cosine;
    return (place & 2u) == 0u ? y : -y;
}
float between(float x, float low, float high) { return x < low ? low : x > high ? high : x; }

float hyperbolic(float x) {
    const float a = abs(x);
    switch (kind) {
        case map_sinh: {
            const float e = expm1_of(min(a, 45.0)), small = 0.5 * (e + e / (e + 1.0)), y = a < 45.0 ? small : 0.5 * exp(0.5 * a) * exp(0.5 * a);
            return x < 0.0 ? -y : y;
        }
        case map_cosh:
            return 0.5 * exp(0.5 * a) * exp(0.5 * a) + 0.5 * exp(-a);
        case map_asinh: {
            const float y = a > 1e9 ? log(a) + 0.6931471805599453 : log1p_of(a + a * a / (1.0 + sqrt(a * a + 1.0)));
            return x < 0.0 ? -y : y;
        }
        case map_acosh:
            return x < 1.0 ? uintBitsToFloat(0x7fc00000u) : x > 1e9 ? log(x) + 0.6931471805599453 : log1p_of((x - 1.0) + sqrt((x - 1.0) * (x + 1.0)));
        default: {  // atanh
            if (a > 1.0) return uintBitsToFloat(0x7fc00000u);
            const float y = a == 1.0 ? uintBitsToFloat(0x7f800000u) : 0.5 * log1p_of(2.0 * a / (1.0 - a));
            return x < 0.0 ? -y : y;
        }
    }
}

float shaped(float x) {
    switch (kind) {
        case map_softplus: return softplus_of(x);
        case map_softsign: return x / (1.0 + abs(x));
        case map_mish: return x * tanh_of(softplus_of(x));
        case map_elu: return x < 0.0 ? p.a * expm1_of(x) : x;
        case map_selu: return x < 0.0 ? p.b * p.a * expm1_of(x) : p.b * x;
        case map_celu: return x < 0.0 ? p.a * expm1_of(x / p.a) : x;
        case map_leaky_relu: return x < 0.0 ? p.a * x : x;
        case map_threshold: return x <= p.a ? 0.0 : x;
        case map_clip: return between(x, p.a, p.b);
        case map_hard_sigmoid: return between(p.a * x + p.b, 0.0, 1.0);
        case map_hard_swish: return x * between(x * (1.0 / 6.0) + 0.5, 0.0, 1.0);
        case map_shrink: return x < -p.a ? x + p.b : x > p.a ? x - p.b : 0.0;
        case map_is_inf: return (p.a != 0.0 && floatBitsToUint(x) == 0x7f800000u) || (p.b != 0.0 && floatBitsToUint(x) == 0xff800000u) ? 1.0 : 0.0;
        case map_is_zero: return x == 0.0 ? 1.0 : 0.0;
        default: return hyperbolic(x);
    }
}

float map(float x) {
    if (is_nan(x)) return kind == map_is_nan ? 1.0 : kind == map_is_inf || kind == map_is_zero ? 0.0 : x;
    switch (kind) {
        case map_exp: return exp(x);
        case map_log: return x < 0.0 ? uintBitsToFloat(0x7fc00000u) : log(x);
        case map_sqrt: return x < 0.0 ? uintBitsToFloat(0x7fc00000u) : sqrt(x);
        case map_reciprocal: return 1.0 / x;
        case map_abs: return abs(x);
        case map_sign: return sign(x);
        case map_floor: return floor(x);
        case map_ceil: return ceil(x);
        case map_round: return roundEven(x);
        case map_trunc: return trunc(x);
        case map_sin: return abs(x) < 8192.0 ? sine_of(x, 0u) : sin(x);
        case map_cos: return abs(x) < 8192.0 ? sine_of(x, 1u) : cos(x);
        case map_tan: return abs(x) < 8192.0 ? sine_of(x, 0u) / sine_of(x, 1u) : sin(x) / cos(x);
        case map_asin: return asin_of(x);
        case map_acos: return abs(x) > 1.0 ? uintBitsToFloat(0x7fc00000u) : x > 0.5 ? 2.0 * asin_of(sqrt(0.5 * (1.0 - x))) : 1.5707963267948966 - asin_of(x);
        case map_atan: return atan_of(x);
        case map_erf: return abs(x) < 0.25 ? erf_near_zero(x) : erf_of(x);
        case map_is_nan: return 0.0;
        default: return shaped(x);
    }
}
vec4 map(vec4 x) { return vec4(map(x.x), map(x.y), map(x.z), map(x.w)); }
#include "common/map.glsl"
