// Operators of each element on its own.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/onnx/host_math.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

template <Function kind>
void function(NodeContext& node) {
    node.out(map(node.importer, node.in(0), kind));
}

template <Unary kind>
void activate(NodeContext& node) {
    node.out(activation(node.importer, node.in(0), kind));
}

// Versions before 7 broadcast b along `axis`.
Value second(NodeContext& node) {
    const Value b = node.in(1);
    if (node.version() >= 7 || node.integer("broadcast", 0) == 0 || !node.has_attribute("axis")) return b;
    const int axis = axis_of(node, node.integer("axis", 0), node.in(0)->rank());
    Shape shape = b->shape;
    while (axis + shape.size() < node.in(0)->rank()) shape.push_back(1);
    return reshaped(node.importer, b, shape);
}

template <Binary kind>
void combine(NodeContext& node) {
    node.out(binary(node.importer, node.in(0), second(node), kind));
}
template <Binary kind>
void swapped_combine(NodeContext& node) {
    node.out(binary(node.importer, second(node), node.in(0), kind));
}

void multiply(NodeContext& node) {
    const Value &a = node.in(0), b = second(node);
    // x sigmoid(x) is one function here.
    for (const auto& [x, gate] : {std::pair(a, b), std::pair(b, a)}) {
        for (const auto& [from, to] : {std::pair(x->plain, gate->plain), std::pair(x->last, gate->last)}) {
            if (!from || !to || x->shape != gate->shape) continue;
            const Node& made_by = node.importer.graph().nodes[static_cast<size_t>(to.id())];
            const auto* sigmoid = std::get_if<op::UnaryOp>(&made_by.op);
            if (sigmoid && sigmoid->kind == Unary::sigmoid && made_by.inputs[0] == from.id())
                return node.out(activation(node.importer, x, Unary::silu));
        }
    }
    node.out(mul(node.importer, a, b));
}

void power(NodeContext& node) {
    const Value &x = node.in(0), y = second(node);
    if (!is_known(x) && is_known(y) && checked_count(y->shape) == 1 && y->rank() <= x->rank()) {
        const double exponent = known(node, y).number(0);
        if (exponent == 2) return node.out(mul(node.importer, x, x));
        if (exponent == 0.5) return node.out(map(node.importer, x, Function::sqrt));
    }
    if (is_known(x) && is_known(y) && !is_float(x->type) && is_float(y->type)) {  // computed in floats, given as integers
        const Value wide =
            binary(node.importer, cast(node.importer, x, ElementType::f64), cast(node.importer, y, ElementType::f64), Binary::pow);
        return node.out(cast(node.importer, wide, x->type));
    }
    node.out(binary(node.importer, x, y, Binary::pow));
}

void modulo(NodeContext& node) {
    const Value &a = node.in(0), &b = node.in(1);
    const Value rest = binary(node.importer, a, b, Binary::mod);
    if (node.integer("fmod", 0) != 0) return node.out(rest);
    // The sign of the divisor: a rest of the other sign is one divisor off.
    const Value zero = number(a, 0);
    const Value off = binary(node.importer, cast(node.importer, binary(node.importer, rest, zero, Binary::less), a->type),
                             cast(node.importer, binary(node.importer, b, zero, Binary::less), a->type), Binary::equal);
    const Value some = negated(node.importer, binary(node.importer, rest, zero, Binary::equal));
    const Value moved = binary(node.importer, some, off, Binary::drop);
    node.out(add(node.importer, rest,
                 binary(node.importer, expanded(node.importer, b, rest->shape), cast(node.importer, moved, a->type), Binary::keep)));
}

template <Binary kind>
void fold_all(NodeContext& node) {
    Value y = node.in(0);
    for (size_t i = 1; i < node.count(); ++i) y = binary(node.importer, y, node.in(i), kind);
    node.out(y);
}
void mean(NodeContext& node) {
    Value y = node.in(0);
    for (size_t i = 1; i < node.count(); ++i) y = add(node.importer, y, node.in(i));
    node.out(affine(node.importer, y, 1.0 / static_cast<double>(node.count()), 0));
}

void negate(NodeContext& node) {
    node.out(affine(node.importer, node.in(0), -1, 0));
}

void logical_not(NodeContext& node) {
    node.out(negated(node.importer, node.in(0)));
}
template <Binary kind>
void logical(NodeContext& node) {
    node.out(cast(node.importer, binary(node.importer, node.in(0), second(node), kind), ElementType::boolean));
}
void exclusive_or(NodeContext& node) {
    node.out(negated(node.importer, binary(node.importer, node.in(0), second(node), Binary::equal)));
}

// Whole numbers that are known, of one shape.
struct Pair {
    Value a, b;
    Shape shape;
};
Pair same_shapes(NodeContext& node) {
    const Shape shape = broadcast_shape(node.in(0)->shape, node.in(1)->shape);
    return {expanded(node.importer, node.in(0), shape), expanded(node.importer, node.in(1), shape), shape};
}

template <uint64_t (*combine)(uint64_t, uint64_t)>
void bitwise(NodeContext& node) {
    const Pair pair = same_shapes(node);
    const Array &left = known(node, pair.a), &right = known(node, pair.b);
    Array y{left.type, pair.shape, {}, {}};
    for (int64_t i = 0; i < left.count(); ++i) {
        const uint64_t bits = combine(static_cast<uint64_t>(left.integer(i)), static_cast<uint64_t>(right.integer(i)));
        y.integers.push_back(wrapped(y.type, static_cast<int64_t>(bits)));
    }
    node.out(made(std::move(y)));
}
uint64_t bits_and(uint64_t a, uint64_t b) {
    return a & b;
}
uint64_t bits_or(uint64_t a, uint64_t b) {
    return a | b;
}
uint64_t bits_xor(uint64_t a, uint64_t b) {
    return a ^ b;
}
void bitwise_not(NodeContext& node) {
    Array y = known(node, node.in(0));
    for (int64_t& value : y.integers) value = wrapped(y.type, ~value);
    node.out(made(std::move(y)));
}
// What is below zero keeps its sign to the right; a shift by as many bits as there are, or below zero, shifts all out.
void bit_shift(NodeContext& node) {
    const bool left = node.text("direction", "") == "LEFT";
    const Pair pair = same_shapes(node);
    const Array &value = known(node, pair.a), &by = known(node, pair.b);
    const auto width = static_cast<int64_t>(8 * bytes_of(value.type));
    Array y{value.type, pair.shape, {}, {}};
    for (int64_t i = 0; i < value.count(); ++i) {
        const int64_t bits = value.integer(i), count = by.integer(i);
        const bool all = count < 0 || count >= width, below = bits < 0 && value.type != ElementType::u64;
        int64_t shifted = left || !below ? 0 : -1;
        if (!all)
            shifted = left    ? static_cast<int64_t>(static_cast<uint64_t>(bits) << count)
                      : below ? bits >> count
                              : static_cast<int64_t>(static_cast<uint64_t>(bits) >> count);
        y.integers.push_back(wrapped(y.type, shifted));
    }
    node.out(made(std::move(y)));
}

void where(NodeContext& node) {
    node.out(chosen(node.importer, node.in(0), node.in(1), node.in(2)));
}

void is_infinite(NodeContext& node) {
    node.out(map(node.importer, node.in(0), Function::is_inf, static_cast<double>(node.integer("detect_positive", 1)),
                 static_cast<double>(node.integer("detect_negative", 1))));
}

void clip(NodeContext& node) {
    const Value& x = node.in(0);
    constexpr double none = std::numeric_limits<double>::infinity();
    if (node.version() < 11) {
        const double least = std::max(node.number("min", -none), -3.5e38), most = std::min(node.number("max", none), 3.5e38);
        return node.out(map(node.importer, x, Function::clip, least, most));
    }
    // What is computed takes its bounds by comparison; known ones are part of the function.
    const bool known_bounds = (!node.has(1) || is_known(node.in(1))) && (!node.has(2) || is_known(node.in(2)));
    if (known_bounds && is_float(x->type)) {
        const double least = node.has(1) ? known(node, node.in(1)).number(0) : -none,
                     most = node.has(2) ? known(node, node.in(2)).number(0) : none;
        // Where the bounds cross, the upper one wins.
        return node.out(least > most ? map(node.importer, x, Function::clip, most, most)
                                     : map(node.importer, x, Function::clip, least, most));
    }
    Value y = x;
    if (node.has(1)) y = binary(node.importer, y, node.in(1), Binary::max);
    if (node.has(2)) y = binary(node.importer, y, node.in(2), Binary::min);
    node.out(y);
}

template <Function kind>
void shaped(NodeContext& node, const char* first, double a, const char* second_name = nullptr, double b = 0) {
    node.out(map(node.importer, node.in(0), kind, node.number(first, a), second_name ? node.number(second_name, b) : b));
}
void leaky_relu(NodeContext& node) {
    shaped<Function::leaky_relu>(node, "alpha", 0.01);
}
void elu(NodeContext& node) {
    shaped<Function::elu>(node, "alpha", 1);
}
void celu(NodeContext& node) {
    shaped<Function::celu>(node, "alpha", 1);
}
void selu(NodeContext& node) {
    shaped<Function::selu>(node, "alpha", 1.67326319217681884765625, "gamma", 1.05070102214813232421875);
}
void thresholded_relu(NodeContext& node) {
    shaped<Function::threshold>(node, "alpha", 1);
}
void hard_sigmoid(NodeContext& node) {
    shaped<Function::hard_sigmoid>(node, "alpha", 0.2, "beta", 0.5);
}
void shrink(NodeContext& node) {
    shaped<Function::shrink>(node, "lambd", 0.5, "bias", 0);
}
void gelu(NodeContext& node) {
    node.out(activation(node.importer, node.in(0), node.text("approximate", "none") == "tanh" ? Unary::gelu_tanh : Unary::gelu_erf));
}
void swish(NodeContext& node) {
    const double alpha = node.number("alpha", node.node.op == "QuickGelu" ? 1.702 : 1);
    if (alpha == 1) return node.out(activation(node.importer, node.in(0), Unary::silu));
    node.out(mul(node.importer, node.in(0), activation(node.importer, affine(node.importer, node.in(0), alpha, 0), Unary::sigmoid)));
}
void prelu(NodeContext& node) {
    const Value& x = node.in(0);
    Value slope = node.in(1);
    // Exporters of old gave one slope a channel without the axes behind it.
    if (node.version() < 7 && slope->rank() == 1 && x->rank() > 2 && slope->shape[0] == x->shape[1]) {
        Shape shape(x->rank() - 1, 1);
        shape[0] = slope->shape[0];
        slope = reshaped(node.importer, slope, shape);
    }
    const Value zero = number(x, 0);
    node.out(add(node.importer, binary(node.importer, x, zero, Binary::max),
                 mul(node.importer, binary(node.importer, x, zero, Binary::min), slope)));
}

ElementType wanted_type(NodeContext& node, const char* attribute, ElementType otherwise) {
    return static_cast<ElementType>(std::clamp<int64_t>(node.integer(attribute, static_cast<int64_t>(otherwise)), 0, 255));
}
void cast_to(NodeContext& node) {
    const ElementType type = wanted_type(node, "to", ElementType::undefined);
    node.require(bytes_of(type) > 0,
                 "a cast to " + std::string(numpy_name(type)) + " (type " + std::to_string(static_cast<int>(type)) + ")");
    node.out(cast(node.importer, node.in(0), type));
}
void cast_like(NodeContext& node) {
    node.out(cast(node.importer, node.in(0), node.in(1)->type));
}
void identity(NodeContext& node) {
    node.out(node.in(0));
}
void dropout(NodeContext& node) {
    if (node.has(2) && known_integer(node, node.in(2)) != 0) {
        const double ratio = node.has(1) ? known(node, node.in(1)).number(0) : 0.5;
        node.require(ratio == 0, "it drops values as in training");
    }
    node.out(node.in(0));
    if (!node.wants(1)) return;
    const Shape& shape = node.in(0)->shape;
    node.importer.spend(checked_count(shape));
    node.out(1, made(integers_of(shape, std::vector<int64_t>(static_cast<size_t>(checked_count(shape)), 1), ElementType::boolean)));
}

constexpr OperatorRow element_rows[] = {
    {"Abs", function<Function::abs>},
    {"Acos", function<Function::acos>},
    {"Acosh", function<Function::acosh>},
    {"Add", combine<Binary::add>},
    {"And", logical<Binary::mul>},
    {"Asin", function<Function::asin>},
    {"Asinh", function<Function::asinh>},
    {"Atan", function<Function::atan>},
    {"Atanh", function<Function::atanh>},
    {"BitShift", bit_shift},
    {"BitwiseAnd", bitwise<bits_and>},
    {"BitwiseNot", bitwise_not},
    {"BitwiseOr", bitwise<bits_or>},
    {"BitwiseXor", bitwise<bits_xor>},
    {"Cast", cast_to},
    {"CastLike", cast_like},
    {"Ceil", function<Function::ceil>},
    {"Celu", celu},
    {"Clip", clip},
    {"Cos", function<Function::cos>},
    {"Cosh", function<Function::cosh>},
    {"Div", combine<Binary::div>},
    {"Dropout", dropout},
    {"Elu", elu},
    {"Equal", combine<Binary::equal>},
    {"Erf", function<Function::erf>},
    {"Exp", function<Function::exp>},
    {"Floor", function<Function::floor>},
    {"Gelu", gelu},
    {"Greater", swapped_combine<Binary::less>},
    {"GreaterOrEqual", swapped_combine<Binary::less_equal>},
    {"HardSigmoid", hard_sigmoid},
    {"HardSwish", function<Function::hard_swish>},
    {"Identity", identity},
    {"IsInf", is_infinite},
    {"IsNaN", function<Function::is_nan>},
    {"LeakyRelu", leaky_relu},
    {"Less", combine<Binary::less>},
    {"LessOrEqual", combine<Binary::less_equal>},
    {"Log", function<Function::log>},
    {"Max", fold_all<Binary::max>},
    {"Mean", mean},
    {"Min", fold_all<Binary::min>},
    {"Mish", function<Function::mish>},
    {"Mod", modulo},
    {"Mul", multiply},
    {"Neg", negate},
    {"Not", logical_not},
    {"Or", logical<Binary::max>},
    {"PRelu", prelu},
    {"Pow", power},
    {"QuickGelu", swish},
    {"Reciprocal", function<Function::reciprocal>},
    {"Relu", activate<Unary::relu>},
    {"Round", function<Function::round>},
    {"Selu", selu},
    {"Shrink", shrink},
    {"Sigmoid", activate<Unary::sigmoid>},
    {"Sign", function<Function::sign>},
    {"Sin", function<Function::sin>},
    {"Sinh", function<Function::sinh>},
    {"Softplus", function<Function::softplus>},
    {"Softsign", function<Function::softsign>},
    {"Sqrt", function<Function::sqrt>},
    {"Sub", combine<Binary::sub>},
    {"Sum", fold_all<Binary::add>},
    {"Swish", swish},
    {"Tan", function<Function::tan>},
    {"Tanh", activate<Unary::tanh>},
    {"ThresholdedRelu", thresholded_relu},
    {"Where", where},
    {"Xor", exclusive_or},
};

}  // namespace

std::span<const OperatorRow> element_operators() {
    return element_rows;
}

}  // namespace imagelab::onnx
