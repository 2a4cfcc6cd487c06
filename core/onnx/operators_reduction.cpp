// Operators over axes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

struct Over {
    std::vector<int> axes;
    bool keep;
    bool nothing = false;  // no axes were named, and none are meant
};

Over axes_of(NodeContext& node) {
    Over over{{}, node.integer("keepdims", 1) != 0};
    const size_t rank = node.in(0)->rank();
    std::vector<int64_t> axes = node.integers_of(1, "axes");
    if (axes.empty()) {
        over.nothing = node.integer("noop_with_empty_axes", 0) != 0;
        if (over.nothing) return over;
        axes.resize(rank);
        std::iota(axes.begin(), axes.end(), 0);
    }
    for (const int64_t axis : axes) over.axes.push_back(axis_of(node, axis, rank));
    std::sort(over.axes.begin(), over.axes.end());
    over.axes.erase(std::unique(over.axes.begin(), over.axes.end()), over.axes.end());
    return over;
}

// Before: of each element. After: of each result.
template <Reduction kind, class Before, class After>
void reduce_with(NodeContext& node, const Before& before, const After& after) {
    const Over over = axes_of(node);
    const Value x = before(node.in(0));
    node.out(after(over.nothing ? x : reduce(node.importer, x, kind, over.axes, over.keep)));
}
const auto same = [](const Value& x) { return x; };

template <Reduction kind>
void plain_reduction(NodeContext& node) {
    reduce_with<kind>(node, same, same);
}
Value squared(NodeContext& node, const Value& x) {
    return mul(node.importer, x, x);
}
void sum_of_squares(NodeContext& node) {
    reduce_with<Reduction::sum>(
        node, [&](const Value& x) { return squared(node, x); }, same);
}
void l1(NodeContext& node) {
    reduce_with<Reduction::sum>(
        node, [&](const Value& x) { return map(node.importer, x, Function::abs); }, same);
}
void l2(NodeContext& node) {
    reduce_with<Reduction::sum>(
        node, [&](const Value& x) { return squared(node, x); }, [&](const Value& y) { return map(node.importer, y, Function::sqrt); });
}
void log_sum(NodeContext& node) {
    reduce_with<Reduction::sum>(node, same, [&](const Value& y) { return map(node.importer, y, Function::log); });
}
// Shifted by the largest, so that no exponential overflows.
void log_sum_exp(NodeContext& node) {
    const Over over = axes_of(node);
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    if (over.nothing) return node.out(x);
    if (checked_count(x->shape) == 0)
        return node.out(map(importer, reduce(importer, x, Reduction::sum, over.axes, over.keep), Function::log));
    const Value top = map(importer, reduce(importer, x, Reduction::max, over.axes, true), Function::clip, -3.4e38, 3.4e38);
    const Value sum = reduce(importer, map(importer, sub(importer, x, top), Function::exp), Reduction::sum, over.axes, true);
    const Value y = add(importer, map(importer, sum, Function::log), top);
    Shape shape = y->shape;
    if (!over.keep) {
        for (size_t i = over.axes.size(); i-- > 0;) shape.erase(shape.begin() + over.axes[i]);
    }
    node.out(reshaped(importer, y, shape));
}

template <bool largest>
void place(NodeContext& node) {
    const Value& x = node.in(0);
    const int axis = axis_of(node, node.integer("axis", 0), x->rank());
    const bool latest = node.integer("select_last_index", 0) != 0;
    const Reduction kind = largest  ? latest ? Reduction::arg_max_last : Reduction::arg_max
                           : latest ? Reduction::arg_min_last
                                    : Reduction::arg_min;
    node.out(reduce(node.importer, x, kind, {axis}, node.integer("keepdims", 1) != 0));
}

// Before version 13 the axes from `axis` on are one.
void softmax_of(NodeContext& node, bool logarithm) {
    const Value& x = node.in(0);
    Importer& importer = node.importer;
    const bool flattens = node.version() < 13;
    if (x->rank() == 0) return node.out(affine(importer, x, 0, logarithm ? 0 : 1));
    const int axis = axis_of(node, node.integer("axis", flattens ? 1 : -1), x->rank());
    if (!flattens || axis + 1 == static_cast<int>(x->rank())) return node.out(softmax(importer, x, axis, logarithm));
    const int64_t rows = checked_count(Shape(x->shape.begin(), x->shape.begin() + axis));
    const Value flat = reshaped(importer, x, {rows, rows == 0 ? 0 : checked_count(x->shape) / rows});
    node.out(reshaped(importer, softmax(importer, flat, 1, logarithm), x->shape));
}
void soft_max(NodeContext& node) {
    softmax_of(node, false);
}
void log_soft_max(NodeContext& node) {
    softmax_of(node, true);
}
// 1 at the first of the largest, 0 elsewhere.
void hard_max(NodeContext& node) {
    const Value& x = node.in(0);
    Importer& importer = node.importer;
    const bool flattens = node.version() < 13;
    const int axis = axis_of(node, node.integer("axis", flattens ? 1 : -1), x->rank());
    Shape flat = x->shape;
    if (flattens) {
        const int64_t rows = checked_count(Shape(flat.begin(), flat.begin() + axis));
        flat = {rows, checked_count(flat) / std::max<int64_t>(rows, 1)};
    }
    const int at = flattens ? 1 : axis;
    const Value whole = reshaped(importer, x, flat), top = reduce(importer, whole, Reduction::arg_max, {at}, true);
    std::vector<double> places(static_cast<size_t>(flat[static_cast<size_t>(at)]));
    std::iota(places.begin(), places.end(), 0.0);
    Shape line(flat.size(), 1);
    line[static_cast<size_t>(at)] = static_cast<int64_t>(places.size());
    const Value hit = binary(importer, cast(importer, top, ElementType::f32), made(floats_of(line, places)), Binary::equal);
    node.out(reshaped(importer, cast(importer, hit, x->type), x->shape));
}

// A product with a triangle of ones; known values one by one.
void cumulative_sum(NodeContext& node) {
    const Value& x = node.in(0);
    Importer& importer = node.importer;
    const int axis = axis_of(node, known_integer(node, node.in(1)), x->rank());
    const bool exclusive = node.integer("exclusive", 0) != 0, reverse = node.integer("reverse", 0) != 0;
    const int64_t n = x->shape[static_cast<size_t>(axis)];
    node.require(n <= 4096, "a sum that goes on over " + std::to_string(n) + " elements");
    std::vector<double> ones(static_cast<size_t>(n * n), 0);
    for (int64_t from = 0; from < n; ++from) {
        for (int64_t to = 0; to < n; ++to) {
            const bool before = reverse ? from > to : from < to;
            ones[static_cast<size_t>(from * n + to)] = before || (from == to && !exclusive);
        }
    }
    std::vector<int> order(x->rank());
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[static_cast<size_t>(axis)], order.back());
    const ElementType type = x->type;
    const Value wide = is_float(type) ? x : cast(importer, x, ElementType::f64);
    const Value triangle = made(floats_of({n, n}, ones, wide->type));
    const Value y = transposed(importer, multiplied(importer, transposed(importer, wide, order), triangle), order);
    node.out(cast(importer, y, type));
}

constexpr OperatorRow reduction_rows[] = {
    {"ArgMax", place<true>},
    {"ArgMin", place<false>},
    {"CumSum", cumulative_sum},
    {"Hardmax", hard_max},
    {"LogSoftmax", log_soft_max},
    {"ReduceL1", l1},
    {"ReduceL2", l2},
    {"ReduceLogSum", log_sum},
    {"ReduceLogSumExp", log_sum_exp},
    {"ReduceMax", plain_reduction<Reduction::max>},
    {"ReduceMean", plain_reduction<Reduction::mean>},
    {"ReduceMin", plain_reduction<Reduction::min>},
    {"ReduceProd", plain_reduction<Reduction::product>},
    {"ReduceSum", plain_reduction<Reduction::sum>},
    {"ReduceSumSquare", sum_of_squares},
    {"Softmax", soft_max},
};

}  // namespace

std::span<const OperatorRow> reduction_operators() {
    return reduction_rows;
}

}  // namespace imagelab::onnx
