#include "core/onnx/host_math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace imagelab::onnx {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double softplus(double x) {
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

double basic(Function kind, double x) {
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
        default:
            throw Error("[onnx] a function without a form on the host");
    }
}

}  // namespace

double host_value(Function kind, double x, double a, double b) {
    switch (kind) {
        case Function::softplus:
            return softplus(x);
        case Function::softsign:
            return x / (1 + std::abs(x));
        case Function::mish:
            return x * std::tanh(softplus(x));
        case Function::elu:
            return x < 0 ? a * std::expm1(x) : x;
        case Function::selu:
            return x < 0 ? b * a * std::expm1(x) : b * x;
        case Function::celu:
            return x < 0 ? a * std::expm1(x / a) : x;
        case Function::leaky_relu:
            return x < 0 ? a * x : x;
        case Function::threshold:
            return x <= a ? 0 : x;
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
            return std::isinf(x) && (x > 0 ? a : b) != 0;
        case Function::is_zero:
            return x == 0;
        default:
            return basic(kind, x);
    }
}

double host_value(Unary kind, double x) {
    switch (kind) {
        case Unary::none:
            return x;
        case Unary::silu:
            return x / (1 + std::exp(-x));
        case Unary::gelu_erf:
            return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
        case Unary::gelu_tanh:
            return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
        case Unary::quick_gelu:
            return x / (1 + std::exp(-1.702 * x));
        case Unary::relu:
            return x < 0 ? 0 : x;
        case Unary::sigmoid:
            return 1 / (1 + std::exp(-x));
        case Unary::tanh:
            return std::tanh(x);
    }
    throw Error("[onnx] unknown activation");
}

double host_value(Binary kind, double a, double b) {
    switch (kind) {
        case Binary::add:
            return a + b;
        case Binary::sub:
            return a - b;
        case Binary::mul:
            return a * b;
        case Binary::div:
            return a / b;
        case Binary::max:
            return std::isnan(a) || std::isnan(b) ? not_a_number : std::max(a, b);
        case Binary::min:
            return std::isnan(a) || std::isnan(b) ? not_a_number : std::min(a, b);
        case Binary::pow:
            return std::pow(a, b);
        case Binary::mod:
            return std::fmod(a, b);
        case Binary::equal:
            return a == b;
        case Binary::less:
            return a < b;
        case Binary::less_equal:
            return a <= b;
        case Binary::keep:
            return b != 0 ? a : 0;
        case Binary::drop:
            return b != 0 ? 0 : a;
    }
    throw Error("[onnx] unknown combination");
}

int64_t host_value(Binary kind, int64_t a, int64_t b) {
    const auto wide = [](auto f, uint64_t u, uint64_t v) { return static_cast<int64_t>(f(u, v)); };  // wraps around
    switch (kind) {
        case Binary::add:
            return wide([](uint64_t u, uint64_t v) { return u + v; }, static_cast<uint64_t>(a), static_cast<uint64_t>(b));
        case Binary::sub:
            return wide([](uint64_t u, uint64_t v) { return u - v; }, static_cast<uint64_t>(a), static_cast<uint64_t>(b));
        case Binary::mul:
            return wide([](uint64_t u, uint64_t v) { return u * v; }, static_cast<uint64_t>(a), static_cast<uint64_t>(b));
        case Binary::div:
        case Binary::mod:
            if (b == 0) throw Error("an integer is divided by zero");
            if (b == -1) return kind == Binary::mod ? 0 : wide([](uint64_t u, uint64_t v) { return v - u; }, static_cast<uint64_t>(a), 0);
            return kind == Binary::div ? a / b : a % b;
        case Binary::max:
            return std::max(a, b);
        case Binary::min:
            return std::min(a, b);
        case Binary::pow: {
            if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
            uint64_t power = 1, base = static_cast<uint64_t>(a);
            for (auto left = static_cast<uint64_t>(b); left > 0; left >>= 1, base *= base) power *= left & 1 ? base : 1;
            return static_cast<int64_t>(power);
        }
        case Binary::equal:
            return a == b;
        case Binary::less:
            return a < b;
        case Binary::less_equal:
            return a <= b;
        case Binary::keep:
            return b != 0 ? a : 0;
        case Binary::drop:
            return b != 0 ? 0 : a;
    }
    throw Error("[onnx] unknown combination");
}

}  // namespace imagelab::onnx
