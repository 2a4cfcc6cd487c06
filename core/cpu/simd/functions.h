#pragma once
// Combinations of two vectors and functions of one; part of kernels.cpp.
#include "core/cpu/simd/kernels.h"
#include "core/cpu/simd/vector.h"

namespace {

// f lane by lane, for what has no vector form here.
template <class F>
static inline Floats each(Floats v, const F& f) {
    for (int i = 0; i < lanes; ++i) v[i] = f(v[i]);
    return v;
}
static inline Floats one_or_zero(Ints condition) {
    return condition ? splat(1) : splat(0);
}
static inline Floats chosen(Ints condition, Floats yes, Floats no) {
    return condition ? yes : no;
}

// use(f) with f(u, v) the combination.
template <class Use>
void with_combination(imagelab::cpu::Combine kind, const Use& use) {
    using imagelab::cpu::Combine;
    switch (kind) {
        case Combine::add:
            return use([](Floats u, Floats v) { return u + v; });
        case Combine::sub:
            return use([](Floats u, Floats v) { return u - v; });
        case Combine::mul:
            return use([](Floats u, Floats v) { return u * v; });
        case Combine::div:
            return use([](Floats u, Floats v) { return u / v; });
        case Combine::max:  // NaN stays, whichever it is
            return use([](Floats u, Floats v) { return chosen((u > v) | (u != u), u, v); });
        case Combine::min:
            return use([](Floats u, Floats v) { return chosen((u < v) | (u != u), u, v); });
        case Combine::pow:
            return use([](Floats u, Floats v) {
                for (int i = 0; i < lanes; ++i) u[i] = __builtin_powf(u[i], v[i]);
                return u;
            });
        case Combine::mod:
            return use([](Floats u, Floats v) {
                for (int i = 0; i < lanes; ++i) u[i] = __builtin_fmodf(u[i], v[i]);
                return u;
            });
        case Combine::equal:
            return use([](Floats u, Floats v) { return one_or_zero(u == v); });
        case Combine::less:
            return use([](Floats u, Floats v) { return one_or_zero(u < v); });
        case Combine::less_equal:
            return use([](Floats u, Floats v) { return one_or_zero(u <= v); });
        case Combine::keep:
            return use([](Floats u, Floats v) { return chosen(v != splat(0), u, splat(0)); });
        case Combine::drop:
            return use([](Floats u, Floats v) { return chosen(v != splat(0), splat(0), u); });
    }
}

// e^x beyond what exp_of reaches: infinite above 88.7, exact down to the smallest normal number.
static inline Floats whole_exp_of(Floats x) {
    const Floats half = exp_of(x * 0.5f);
    return half * half;
}

// use(f) with f(v) the function.
template <class Use>
void with_function(imagelab::cpu::Mapped kind, float a, float b, const Use& use) {
    using imagelab::cpu::Mapped;
    const auto lane_by_lane = [&](auto f) { use([f](Floats v) { return each(v, f); }); };
    const Floats zero = splat(0), one = splat(1);
    switch (kind) {
        case Mapped::exp:
            return use([](Floats v) { return whole_exp_of(v); });
        case Mapped::log:
            return lane_by_lane([](float x) { return __builtin_logf(x); });
        case Mapped::sqrt:
            return lane_by_lane([](float x) { return __builtin_sqrtf(x); });
        case Mapped::reciprocal:
            return use([](Floats v) { return 1.0f / v; });
        case Mapped::abs:
            return lane_by_lane([](float x) { return __builtin_fabsf(x); });
        case Mapped::sign:
            return use([=](Floats v) { return chosen(v > zero, one, chosen(v < zero, -one, v)); });
        case Mapped::floor:
            return lane_by_lane([](float x) { return __builtin_floorf(x); });
        case Mapped::ceil:
            return lane_by_lane([](float x) { return __builtin_ceilf(x); });
        case Mapped::round:
            return lane_by_lane([](float x) { return __builtin_nearbyintf(x); });
        case Mapped::trunc:
            return lane_by_lane([](float x) { return __builtin_truncf(x); });
        case Mapped::sin:
            return lane_by_lane([](float x) { return __builtin_sinf(x); });
        case Mapped::cos:
            return lane_by_lane([](float x) { return __builtin_cosf(x); });
        case Mapped::tan:
            return lane_by_lane([](float x) { return __builtin_tanf(x); });
        case Mapped::asin:
            return lane_by_lane([](float x) { return __builtin_asinf(x); });
        case Mapped::acos:
            return lane_by_lane([](float x) { return __builtin_acosf(x); });
        case Mapped::atan:
            return lane_by_lane([](float x) { return __builtin_atanf(x); });
        case Mapped::sinh:
            return lane_by_lane([](float x) { return __builtin_sinhf(x); });
        case Mapped::cosh:
            return lane_by_lane([](float x) { return __builtin_coshf(x); });
        case Mapped::asinh:
            return lane_by_lane([](float x) { return __builtin_asinhf(x); });
        case Mapped::acosh:
            return lane_by_lane([](float x) { return __builtin_acoshf(x); });
        case Mapped::atanh:
            return lane_by_lane([](float x) { return __builtin_atanhf(x); });
        case Mapped::erf:
            return use([=](Floats v) {
                // Close to zero the tail's form cancels: a series there.
                const Floats z = v * v;
                const Floats series = v * (1.1283791671f + z * (-0.3761263890f + z * (0.1128379167f - z * 0.0268661706f)));
                return chosen(max_of(v, -v) < splat(0.25f), series, erf_of(v));
            });
        case Mapped::softplus:
            return lane_by_lane(
                [](float x) { return x > 0 ? x + __builtin_log1pf(__builtin_expf(-x)) : __builtin_log1pf(__builtin_expf(x)); });
        case Mapped::softsign:
            return lane_by_lane([](float x) { return x / (1 + __builtin_fabsf(x)); });
        case Mapped::mish:
            return lane_by_lane([](float x) {
                const float plus = x > 0 ? x + __builtin_log1pf(__builtin_expf(-x)) : __builtin_log1pf(__builtin_expf(x));
                return x * __builtin_tanhf(plus);
            });
        case Mapped::elu:
            return lane_by_lane([a](float x) { return x < 0 ? a * __builtin_expm1f(x) : x; });
        case Mapped::selu:
            return lane_by_lane([a, b](float x) { return x < 0 ? b * a * __builtin_expm1f(x) : b * x; });
        case Mapped::celu:
            return lane_by_lane([a](float x) { return x < 0 ? a * __builtin_expm1f(x / a) : x; });
        case Mapped::leaky_relu:
            return use([=](Floats v) { return chosen(v < zero, v * a, v); });
        case Mapped::threshold:
            return use([=](Floats v) { return chosen(v <= splat(a), zero, v); });
        case Mapped::clip:
            return use([=](Floats v) { return chosen(v < splat(a), splat(a), chosen(v > splat(b), splat(b), v)); });
        case Mapped::hard_sigmoid:
            return use([=](Floats v) {
                const Floats y = v * a + b;
                return chosen(y < zero, zero, chosen(y > one, one, y));
            });
        case Mapped::hard_swish:
            return use([=](Floats v) {
                const Floats y = v * (1.0f / 6.0f) + 0.5f;
                return v * chosen(y < zero, zero, chosen(y > one, one, y));
            });
        case Mapped::shrink:
            return use([=](Floats v) { return chosen(v < splat(-a), v + b, chosen(v > splat(a), v - b, chosen(v != v, v, zero))); });
        case Mapped::is_nan:
            return use([=](Floats v) { return one_or_zero(v != v); });
        case Mapped::is_inf:
            return use([=](Floats v) {
                const Floats infinite = splat(__builtin_inff());
                return chosen(v == infinite, splat(a != 0 ? 1.0f : 0.0f), chosen(v == -infinite, splat(b != 0 ? 1.0f : 0.0f), zero));
            });
        case Mapped::is_zero:
            return use([=](Floats v) { return one_or_zero(v == zero); });
    }
}

// Over each row of `width`: shifted by the largest, so that no exponential overflows.
template <class T>
void softmax(const T* x, T* y, int64_t rows, int64_t width, bool logarithm) {
#pragma omp parallel for schedule(static) if (rows * width > 8192)
    for (int64_t r = 0; r < rows; ++r) {
        const T* row = x + r * width;
        T* out = y + r * width;
        const float lowest = -__builtin_inff();
        Floats tops = splat(lowest);
        for (int64_t i = 0; i < width; i += lanes) {
            const Floats v = load_some(row + i, width - i, lowest);
            tops = chosen((tops > v) | (tops != tops), tops, v);
        }
        float top = tops[0];
        for (int lane = 1; lane < lanes; ++lane) top = tops[lane] > top || tops[lane] != tops[lane] ? tops[lane] : top;
        Floats sums{};
        for (int64_t i = 0; i < width; i += lanes) sums += keep_first(exp_of(load_some(row + i, width - i) - top), width - i, 0);
        const float total = sum(sums), factor = 1.0f / total, shift = top + __builtin_logf(total);
        for (int64_t i = 0; i < width; i += lanes) {
            const Floats v = load_some(row + i, width - i);
            store_some(out + i, logarithm ? v - shift : exp_of(v - top) * factor, width - i);
        }
    }
}

}  // namespace
