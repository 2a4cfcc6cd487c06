// Whole numbers that stand for others: brought to their values, computed in floats, and back.
#include <algorithm>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

// A scale or zero point beside x: one for all, one for each place on an axis, or one for each block.
Value beside(NodeContext& node, const Value& given, const Value& x) {
    Importer& importer = node.importer;
    if (given->rank() == 0 || checked_count(given->shape) == 1) return reshaped(importer, given, {});
    const int axis = axis_of(node, node.integer("axis", 1), x->rank());
    if (given->rank() == 1) {
        Shape shape(x->rank(), 1);
        shape[static_cast<size_t>(axis)] = given->shape[0];
        return reshaped(importer, given, shape);
    }
    const int64_t block = node.integer("block_size", 0), n = x->shape[static_cast<size_t>(axis)];
    node.require(block > 0 && given->rank() == x->rank(), "a scale " + shape_text(given->shape) + " for " + shape_text(x->shape));
    std::vector<int64_t> index;
    check_places(n);
    for (int64_t i = 0; i < n; ++i) index.push_back(std::min(i / block, given->shape[static_cast<size_t>(axis)] - 1));
    return picked(importer, given, axis, index);
}

struct Limits {
    double least, most;
};
Limits limits_of(const NodeContext& node, ElementType type) {
    switch (type) {
        case ElementType::u8:
            return {0, 255};
        case ElementType::i8:
            return {-128, 127};
        case ElementType::u16:
            return {0, 65535};
        case ElementType::i16:
            return {-32768, 32767};
        default:
            node.refuse("whole numbers of type " + std::string(numpy_name(type)));
    }
}

Value floats(Importer& importer, const Value& x) {
    return cast(importer, x, ElementType::f32);
}

Value quantized(NodeContext& node, const Value& x, const Value& scale, const Value& zero, ElementType type) {
    Importer& importer = node.importer;
    Value y = map(importer, div(importer, floats(importer, x), floats(importer, beside(node, scale, x))), Function::round);
    if (zero) y = add(importer, y, floats(importer, beside(node, zero, x)));
    const Limits limits = limits_of(node, type);
    return cast(importer, map(importer, y, Function::clip, limits.least, limits.most), type);
}
Value dequantized(NodeContext& node, const Value& x, const Value& scale, const Value& zero) {
    Importer& importer = node.importer;
    Value y = floats(importer, x);
    if (zero) y = sub(importer, y, floats(importer, beside(node, zero, x)));
    return mul(importer, y, floats(importer, beside(node, scale, x)));
}

void quantize(NodeContext& node) {
    const Value zero = node.has(2) ? node.in(2) : nullptr;
    const auto asked = static_cast<ElementType>(std::clamp<int64_t>(node.integer("output_dtype", 0), 0, 255));
    const ElementType type = zero ? zero->type : asked != ElementType::undefined ? asked : ElementType::u8;
    node.out(quantized(node, node.in(0), node.in(1), zero, type));
}
void dequantize(NodeContext& node) {
    const Value y = dequantized(node, node.in(0), node.in(1), node.has(2) ? node.in(2) : nullptr);
    node.out(cast(node.importer, y, node.in(1)->type));
}

// The range of x, zero within, in 255 steps.
void dynamic_quantize(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    std::vector<int> all;
    for (size_t i = 0; i < x->rank(); ++i) all.push_back(static_cast<int>(i));
    const Value least = binary(importer, reduce(importer, x, Reduction::min, all, false), number(x, 0), Binary::min);
    const Value most = binary(importer, reduce(importer, x, Reduction::max, all, false), number(x, 0), Binary::max);
    const Value scale = affine(importer, sub(importer, most, least), 1.0 / 255, 0);
    const Value zero =
        map(importer, map(importer, affine(importer, div(importer, least, scale), -1, 0), Function::round), Function::clip, 0, 255);
    const Value y = add(importer, map(importer, div(importer, x, scale), Function::round), zero);
    node.out(0, cast(importer, map(importer, y, Function::clip, 0, 255), ElementType::u8));
    node.out(1, scale);
    node.out(2, cast(importer, zero, ElementType::u8));
}

void quantized_matmul(NodeContext& node) {
    const Value a = dequantized(node, node.in(0), node.in(1), node.in(2)), b = dequantized(node, node.in(3), node.in(4), node.in(5));
    node.out(quantized(node, multiplied(node.importer, a, b), node.in(6), node.in(7), node.in(7)->type));
}
void integer_matmul(NodeContext& node) {
    Importer& importer = node.importer;
    Value a = cast(importer, node.in(0), ElementType::i32), b = cast(importer, node.in(1), ElementType::i32);
    if (node.has(2)) {
        Value zero = cast(importer, node.in(2), ElementType::i32);
        if (zero->rank() == 1 && zero->shape[0] > 1) zero = reshaped(importer, zero, {zero->shape[0], 1});
        a = sub(importer, a, zero);
    }
    if (node.has(3)) b = sub(importer, b, cast(importer, node.in(3), ElementType::i32));
    node.out(multiplied(importer, a, b));
}

void quantized_conv(NodeContext& node) {
    Importer& importer = node.importer;
    const Value x = dequantized(node, node.in(0), node.in(1), node.in(2));
    // Scales of the weight are one for all, or one for each output channel.
    const auto line = [&](const Value& v) {
        Shape shape(node.in(3)->rank(), 1);
        if (checked_count(v->shape) > 1) shape[0] = v->shape[0];
        return reshaped(importer, floats(importer, v), shape);
    };
    const Value w = mul(importer, sub(importer, floats(importer, node.in(3)), line(node.in(5))), line(node.in(4)));
    Value bias;
    if (node.has(8)) {
        const Value step = mul(importer, reshaped(importer, floats(importer, node.in(1)), {}),
                               reshaped(importer, floats(importer, node.in(4)), {checked_count(node.in(4)->shape)}));
        bias = mul(importer, floats(importer, node.in(8)), step);
    }
    node.out(quantized(node, convolution(node, x, w, bias), node.in(6), node.in(7), node.in(7)->type));
}
void integer_conv(NodeContext& node) {
    Importer& importer = node.importer;
    Value x = floats(importer, node.in(0)), w = floats(importer, node.in(1));
    if (node.has(2)) x = sub(importer, x, reshaped(importer, floats(importer, node.in(2)), {}));
    if (node.has(3)) {
        Shape shape(w->rank(), 1);
        if (checked_count(node.in(3)->shape) > 1) shape[0] = node.in(3)->shape[0];
        w = sub(importer, w, reshaped(importer, floats(importer, node.in(3)), shape));
    }
    node.out(cast(importer, convolution(node, x, w, nullptr), ElementType::i32));
}

constexpr OperatorRow quantized_rows[] = {
    {"ConvInteger", integer_conv},     {"DequantizeLinear", dequantize}, {"DynamicQuantizeLinear", dynamic_quantize},
    {"MatMulInteger", integer_matmul}, {"QLinearConv", quantized_conv},  {"QLinearMatMul", quantized_matmul},
    {"QuantizeLinear", quantize},
};

}  // namespace

std::span<const OperatorRow> quantized_operators() {
    return quantized_rows;
}

}  // namespace imagelab::onnx
