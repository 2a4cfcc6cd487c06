#include "core/samplers/beta_quantile.h"

#include <cmath>

namespace imagelab {
namespace {

// The continued fraction of the incomplete beta integral (Abramowitz & Stegun 26.5.8), evaluated from its head by Lentz's method.
double continued_fraction(double x, double a) {
    constexpr double tiny = 1e-300;
    double c = 1, d = 1 - 2 * a * x / (a + 1);
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    double value = d;
    for (int m = 1; m < 500; ++m) {
        for (const double numerator :
             {m * (a - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (2 * a + m) * x / ((a + 2 * m) * (a + 2 * m + 1))}) {
            d = 1 + numerator * d;
            c = 1 + numerator / c;
            d = 1 / (std::abs(d) < tiny ? tiny : d);
            if (std::abs(c) < tiny) c = tiny;
            value *= d * c;
        }
        if (std::abs(d * c - 1) < 1e-15) break;
    }
    return value;
}

// I_x(a, a) for x up to a half, where the fraction converges fast.
double lower_half(double x, double a) {
    if (x <= 0) return 0;
    const double log_front = std::lgamma(2 * a) - 2 * std::lgamma(a) + a * std::log(x) + a * std::log1p(-x);
    return std::exp(log_front) * continued_fraction(x, a) / a;
}

}  // namespace

double beta_quantile(double probability, double shape) {
    if (probability > 0.5) return 1 - beta_quantile(1 - probability, shape);
    double low = 0, high = 0.5;
    while (high - low > 1e-14 * high && high > 1e-300) {
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        (lower_half(middle, shape) < probability ? low : high) = middle;
    }
    return probability <= 0 ? 0 : 0.5 * (low + high);
}

}  // namespace imagelab
