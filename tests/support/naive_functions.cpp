// Functions of one number and their derivatives, in double.
#include <algorithm>
#include <cmath>

#include "tests/support/naive.h"

namespace imagelab::naive {

float apply(Unary kind, float x) {
    const double v = x;
    switch (kind) {
        case Unary::none:
            return x;
        case Unary::silu:
            return static_cast<float>(v / (1 + std::exp(-v)));
        case Unary::gelu_erf:
            return static_cast<float>(0.5 * v * (1 + std::erf(v / std::sqrt(2.0))));
        case Unary::gelu_tanh:
            return static_cast<float>(0.5 * v * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))));
        case Unary::quick_gelu:
            return static_cast<float>(v / (1 + std::exp(-1.702 * v)));
        case Unary::relu:
            return std::max(x, 0.0f);
        case Unary::sigmoid:
            return static_cast<float>(1 / (1 + std::exp(-v)));
        case Unary::tanh:
            return static_cast<float>(std::tanh(v));
    }
    throw Error("[naive] unknown activation");
}

float apply(Function kind, float given, float a, float b) {
    const double x = given;
    const auto result = [&]() -> double {
        switch (kind) {
            case Function::exp:
                return std::exp(x);
            case Function::log:
                return std::log(x);
            case Function::sqrt:
                return std::sqrt(x);
            case Function::reciprocal:
                return 1 / x;
            case Function::abs:
                return std::abs(x);
            case Function::sign:
                return x > 0 ? 1 : x < 0 ? -1 : x;
            case Function::floor:
                return std::floor(x);
            case Function::ceil:
                return std::ceil(x);
            case Function::round:
                return std::nearbyint(x);
            case Function::trunc:
                return std::trunc(x);
            case Function::sin:
                return std::sin(x);
            case Function::cos:
                return std::cos(x);
            case Function::tan:
                return std::tan(x);
            case Function::asin:
                return std::asin(x);
            case Function::acos:
                return std::acos(x);
            case Function::atan:
                return std::atan(x);
            case Function::sinh:
                return std::sinh(x);
            case Function::cosh:
                return std::cosh(x);
            case Function::asinh:
                return std::asinh(x);
            case Function::acosh:
                return std::acosh(x);
            case Function::atanh:
                return std::atanh(x);
            case Function::erf:
                return std::erf(x);
            case Function::softplus:
                return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
            case Function::softsign:
                return x / (1 + std::abs(x));
            case Function::mish:
                return x * std::tanh(std::log1p(std::exp(x)));
            case Function::elu:
                return x < 0 ? a * std::expm1(x) : x;
            case Function::selu:
                return x < 0 ? static_cast<double>(b) * a * std::expm1(x) : b * x;
            case Function::celu:
                return x < 0 ? a * std::expm1(x / a) : x;
            case Function::leaky_relu:
                return x < 0 ? a * x : x;
            case Function::threshold:
                return x > a ? x : std::isnan(x) ? x : 0;
            case Function::clip:
                return x < a ? a : x > b ? b : x;
            case Function::hard_sigmoid:
                return std::isnan(x) ? x : std::clamp(a * x + b, 0.0, 1.0);
            case Function::hard_swish:
                return std::isnan(x) ? x : x * std::clamp(x / 6 + 0.5, 0.0, 1.0);
            case Function::shrink:
                return x < -a ? x + b : x > a ? x - b : std::isnan(x) ? x : 0;
            case Function::is_nan:
                return std::isnan(x);
            case Function::is_inf:
                return (a != 0 && x == INFINITY) || (b != 0 && x == -INFINITY);
            case Function::is_zero:
                return x == 0;
        }
        throw Error("[naive] unknown function");
    };
    return static_cast<float>(result());
}

double derivative(Unary kind, float x) {
    const double v = x, near = std::clamp(v, -300.0, 300.0), s = 1 / (1 + std::exp(-near)), t = std::tanh(v);
    const double u = std::tanh(std::sqrt(2 / M_PI) * (near + 0.044715 * near * near * near));
    const double quick = 1 / (1 + std::exp(-1.702 * near));
    if (std::isnan(x)) return x;
    switch (kind) {
        case Unary::none:
            return 1;
        case Unary::silu:
            return s * (1 + near * (1 - s));
        case Unary::gelu_erf:
            return 0.5 * (1 + std::erf(v / std::sqrt(2.0))) + near * std::exp(-0.5 * near * near) / std::sqrt(2 * M_PI);
        case Unary::gelu_tanh:
            return 0.5 * (1 + u) + 0.5 * near * (1 - u * u) * std::sqrt(2 / M_PI) * (1 + 3 * 0.044715 * near * near);
        case Unary::quick_gelu:
            return quick * (1 + 1.702 * near * (1 - quick));
        case Unary::relu:
            return x > 0 ? 1 : 0;
        case Unary::sigmoid:
            return s * (1 - s);
        case Unary::tanh:
            return 1 - t * t;
    }
    throw Error("[naive] unknown activation");
}

float apply(Binary kind, double a, double b) {
    if (kind <= Binary::mul) {  // in f32, as the devices do
        const auto u = static_cast<float>(a), v = static_cast<float>(b);
        return kind == Binary::add ? u + v : kind == Binary::sub ? u - v : u * v;
    }
    switch (kind) {
        case Binary::div:
            return static_cast<float>(a / b);
        case Binary::max:
            return static_cast<float>(std::isnan(a) ? a : std::isnan(b) || b > a ? b : a);
        case Binary::min:
            return static_cast<float>(std::isnan(a) ? a : std::isnan(b) || b < a ? b : a);
        case Binary::pow:
            return static_cast<float>(std::pow(a, b));
        case Binary::mod:
            return static_cast<float>(std::fmod(a, b));
        case Binary::equal:
            return a == b ? 1.0f : 0.0f;
        case Binary::less:
            return a < b ? 1.0f : 0.0f;
        case Binary::less_equal:
            return a <= b ? 1.0f : 0.0f;
        case Binary::keep:
            return b != 0 ? static_cast<float>(a) : 0.0f;
        default:
            return b != 0 ? 0.0f : static_cast<float>(a);
    }
}

float reduced(Reduction kind, const std::vector<float>& x) {
    double sum = 0, product = 1;
    size_t largest = 0, least = 0;
    const bool last = kind == Reduction::arg_max_last || kind == Reduction::arg_min_last;
    for (size_t i = 0; i < x.size(); ++i) {
        sum += x[i], product *= x[i];
        if (x[i] > x[largest] || (last && x[i] == x[largest])) largest = i;
        if (x[i] < x[least] || (last && x[i] == x[least])) least = i;
        if (std::isnan(x[i]) && (kind == Reduction::max || kind == Reduction::min)) return x[i];
    }
    switch (kind) {
        case Reduction::sum:
            return static_cast<float>(sum);
        case Reduction::mean:
            return static_cast<float>(sum / static_cast<double>(x.size()));
        case Reduction::product:
            return static_cast<float>(product);
        case Reduction::max:
            return x[largest];
        case Reduction::min:
            return x[least];
        case Reduction::arg_max:
        case Reduction::arg_max_last:
            return static_cast<float>(largest);
        default:
            return static_cast<float>(least);
    }
}

}  // namespace imagelab::naive
