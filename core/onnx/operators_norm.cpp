// Normalisations.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/layout.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

// [c] beside [b, c, ...]
Value beside_channels(Importer& importer, const Value& x, size_t rank) {
    Shape shape(rank, 1);
    if (rank > 1) shape[1] = x->shape.empty() ? 1 : x->shape[0];
    return reshaped(importer, x, shape);
}

// (x - mean) / sqrt(variance + eps), the statistics over these axes.
struct Normalised {
    Value y, mean, inverse;
};
Normalised normalised(Importer& importer, const Value& x, const std::vector<int>& axes, double eps) {
    const Value mean = reduce(importer, x, Reduction::mean, axes, true), centred = sub(importer, x, mean);
    const Value variance = reduce(importer, mul(importer, centred, centred), Reduction::mean, axes, true);
    const Value inverse = map(importer, map(importer, affine(importer, variance, 1, eps), Function::sqrt), Function::reciprocal);
    return {mul(importer, centred, inverse), mean, inverse};
}

std::vector<int> axes_from(size_t first, size_t rank) {
    std::vector<int> axes(rank - first);
    std::iota(axes.begin(), axes.end(), static_cast<int>(first));
    return axes;
}

void batch_norm(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const double eps = node.number("epsilon", 1e-5);
    const size_t rank = x->rank();
    node.require(rank >= 2 || x->rank() == 1, "x " + shape_text(x->shape));
    const Value scale = node.in(1), shift = node.in(2);
    Value mean = node.in(3), variance = node.in(4);
    if (node.integer("training_mode", 0) != 0) {  // the statistics of x itself, which move those that were given
        std::vector<int> axes{0};
        for (size_t i = 2; i < rank; ++i) axes.push_back(static_cast<int>(i));
        const double momentum = node.number("momentum", 0.9);
        const Value centre = reduce(importer, x, Reduction::mean, axes, true), centred = sub(importer, x, centre);
        const Value own = reshaped(importer, centre, mean->shape);
        const Value spread =
            reshaped(importer, reduce(importer, mul(importer, centred, centred), Reduction::mean, axes, true), mean->shape);
        node.out(1, add(importer, affine(importer, mean, momentum, 0), affine(importer, own, 1 - momentum, 0)));
        node.out(2, add(importer, affine(importer, variance, momentum, 0), affine(importer, spread, 1 - momentum, 0)));
        mean = own, variance = spread;
    }
    const Value factor = div(importer, scale, map(importer, affine(importer, variance, 1, eps), Function::sqrt));
    const Value offset = sub(importer, shift, mul(importer, mean, factor));
    if (is_known(factor) && is_known(offset)) {
        if (const Value y = scaled_convolution(importer, x, known(importer, factor), known(importer, offset))) return node.out(y);
    }
    node.out(add(importer, mul(importer, x, beside_channels(importer, factor, rank)), beside_channels(importer, offset, rank)));
}

std::string norm_weights(Importer& importer, const Value& scale, const Value& shift, int64_t channels) {
    const std::string name = importer.new_weight_name();
    for (const auto& [value, suffix, otherwise] : {std::tuple(scale, ".weight", 1.0f), std::tuple(shift, ".bias", 0.0f)}) {
        std::vector<float> values(static_cast<size_t>(channels), otherwise);
        if (value) {
            const Array& array = known(importer, value);
            if (array.count() != channels)
                throw Error(std::to_string(array.count()) + " factors for " + std::to_string(channels) + " channels");
            for (int64_t i = 0; i < channels; ++i) values[static_cast<size_t>(i)] = static_cast<float>(array.number(i));
        }
        importer.weights()->add(name + suffix, {channels}, std::move(values));
    }
    return name;
}

// Over groups of channels and all axes behind them.
void group_norm_of(NodeContext& node, const Value& x, const Value& scale, const Value& shift, int64_t groups, double eps) {
    Importer& importer = node.importer;
    const int64_t b = x->shape[0], c = x->shape[1];
    if (is_known(scale) && is_known(shift) && eps > 0 && x->rank() >= 3) {
        const std::string name = norm_weights(importer, scale, shift, c);
        return node.out(
            made_last(ops::group_norm(last(importer, x), name, static_cast<int>(groups), static_cast<float>(eps)), x->shape, x->type));
    }
    const Value flat = reshaped(importer, x, {b, groups, checked_count(x->shape) / (b * groups)});
    const Value y = reshaped(importer, normalised(importer, flat, {2}, eps).y, x->shape);
    node.out(add(importer, mul(importer, y, beside_channels(importer, scale, x->rank())), beside_channels(importer, shift, x->rank())));
}
void instance_norm(NodeContext& node) {
    const Value& x = node.in(0);
    node.require(x->rank() >= 3 && checked_count(x->shape) > 0, "x " + shape_text(x->shape));
    group_norm_of(node, x, node.in(1), node.in(2), x->shape[1], node.number("epsilon", 1e-5));
}
void group_norm(NodeContext& node) {
    const Value& x = node.in(0);
    node.require(x->rank() >= 2 && checked_count(x->shape) > 0, "x " + shape_text(x->shape));
    const int64_t groups = node.integer("num_groups", 0), c = x->shape[1];
    node.require(groups > 0 && groups <= c && c % groups == 0, std::to_string(groups) + " groups of " + std::to_string(c) + " channels");
    Value factors[2] = {node.in(1), node.in(2)};
    for (Value& each : factors) {  // before version 21 one a group
        if (node.version() >= 21 || checked_count(each->shape) == c) continue;
        const Value wide = expanded(node.importer, reshaped(node.importer, each, {groups, 1}), {groups, c / groups});
        each = reshaped(node.importer, wide, {c});
    }
    group_norm_of(node, x, factors[0], factors[1], groups, node.number("epsilon", 1e-5));
}

void layer_norm(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const auto axis = static_cast<size_t>(axis_of(node, node.integer("axis", -1), x->rank()));
    const double eps = node.number("epsilon", 1e-5);
    const Shape tail(x->shape.begin() + static_cast<int64_t>(axis), x->shape.end());
    const int64_t width = checked_count(tail), rows = checked_count(x->shape) / std::max<int64_t>(width, 1);
    node.require(width > 0 && rows > 0, "x " + shape_text(x->shape));
    const bool plain_form = !node.wants(1) && !node.wants(2) && eps > 0 && is_known(node.in(1)) &&
                            checked_count(node.in(1)->shape) == width &&
                            (!node.has(2) || (is_known(node.in(2)) && checked_count(node.in(2)->shape) == width)) && !is_known(x);
    if (plain_form) {
        const std::string name = norm_weights(importer, node.in(1), node.has(2) ? node.in(2) : nullptr, width);
        const Tensor y = ops::layer_norm(ops::reshape(plain(importer, x), {rows, width}), name, static_cast<float>(eps));
        return node.out(made(ops::reshape(y, x->shape), x->shape, x->type));
    }
    const Normalised n = normalised(importer, x, axes_from(axis, x->rank()), eps);
    Value y = mul(importer, n.y, node.in(1));
    if (node.has(2)) y = add(importer, y, node.in(2));
    node.out(0, y);
    node.out(1, n.mean);
    node.out(2, n.inverse);
}

void rms_norm(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const auto axis = static_cast<size_t>(axis_of(node, node.integer("axis", -1), x->rank()));
    const Value squares = reduce(importer, mul(importer, x, x), Reduction::mean, axes_from(axis, x->rank()), true);
    const Value size = map(importer, affine(importer, squares, 1, node.number("epsilon", 1e-5)), Function::sqrt);
    node.out(mul(importer, div(importer, x, size), node.in(1)));
}

void mean_variance_norm(NodeContext& node) {
    const Value& x = node.in(0);
    std::vector<int> axes;
    for (const int64_t axis : node.integers("axes", {0, 2, 3})) axes.push_back(axis_of(node, axis, x->rank()));
    Importer& importer = node.importer;
    const Value centred = sub(importer, x, reduce(importer, x, Reduction::mean, axes, true));
    const Value deviation = map(importer, reduce(importer, mul(importer, centred, centred), Reduction::mean, axes, true), Function::sqrt);
    node.out(div(importer, centred, affine(importer, deviation, 1, 1e-9)));
}

void lp_norm(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const int axis = axis_of(node, node.integer("axis", -1), x->rank());
    const bool first = node.integer("p", 2) == 1;
    const Value sizes = first ? map(importer, x, Function::abs) : mul(importer, x, x);
    Value sum = reduce(importer, sizes, Reduction::sum, {axis}, true);
    if (!first) sum = map(importer, sum, Function::sqrt);
    // Nothing stays nothing.
    const Value none = cast(importer, binary(importer, sum, number(sum, 0), Binary::equal), sum->type);
    node.out(div(importer, x, add(importer, sum, none)));
}

// Each value over its neighbours' squares (Krizhevsky et al. 2012).
void local_response_norm(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const int64_t size = node.integer("size", 1), c = x->rank() > 1 ? x->shape[1] : 0;
    node.require(size > 0 && size <= 4096 && c > 0 && c <= 1 << 16, "a size of " + std::to_string(size) + " over " + shape_text(x->shape));
    const Value squares = mul(importer, x, x);
    Value sum;
    for (int64_t offset = -((size - 1) / 2); offset <= size / 2; ++offset) {
        std::vector<int64_t> index;
        for (int64_t i = 0; i < c; ++i) index.push_back(i + offset < 0 || i + offset >= c ? -1 : i + offset);
        const Value moved = picked(importer, squares, 1, index);
        sum = sum ? add(importer, sum, moved) : moved;
    }
    const Value base = affine(importer, sum, node.number("alpha", 1e-4) / static_cast<double>(size), node.number("bias", 1));
    node.out(div(importer, x, binary(importer, base, number(base, node.number("beta", 0.75)), Binary::pow)));
}

constexpr OperatorRow norm_rows[] = {
    {"BatchNormalization", batch_norm},
    {"GroupNormalization", group_norm},
    {"InstanceNormalization", instance_norm},
    {"LRN", local_response_norm},
    {"LayerNormalization", layer_norm},
    {"LpNormalization", lp_norm},
    {"MeanVarianceNormalization", mean_variance_norm},
    {"RMSNormalization", rms_norm},
};

}  // namespace

std::span<const OperatorRow> norm_operators() {
    return norm_rows;
}

}  // namespace imagelab::onnx
