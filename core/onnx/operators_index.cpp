// Elements by number: gathering, scattering, sorting, one-hot, ranges.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/host_math.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

int64_t checked_index(const NodeContext& node, int64_t index, int64_t extent) {
    node.require(index >= -extent && index < extent, "index " + std::to_string(index) + " of " + std::to_string(extent));
    return index < 0 ? index + extent : index;
}

// Rows along an axis, chosen by numbers that are computed on the device.
Value gathered_on_device(NodeContext& node, const Value& x, const Value& index, int axis, const Shape& shape) {
    Importer& importer = node.importer;
    std::vector<int> order{axis};
    for (int i = 0; i < static_cast<int>(x->rank()); ++i) {
        if (i != axis) order.push_back(i);
    }
    node.require(x->shape[static_cast<size_t>(axis)] > 0, "places of an axis without elements");
    const Value front = transposed(importer, x, order);
    const int64_t count = checked_count(index->shape), n = x->shape[static_cast<size_t>(axis)], width = checked_count(x->shape) / n;
    const Tensor rows = ops::to_index(ops::reshape(plain(importer, from_front(importer, index, n)), {count}));
    const Tensor picked_rows = ops::gather(ops::reshape(plain(importer, front), {n, width}), rows);
    // [index ..., rest] -> the index's axes where `axis` was
    Shape moved = index->shape;
    for (size_t i = 1; i < order.size(); ++i) moved.push_back(x->shape[static_cast<size_t>(order[i])]);
    std::vector<int> back;
    const auto of_index = static_cast<int>(index->rank());
    for (int i = 0; i < axis; ++i) back.push_back(of_index + i);
    for (int i = 0; i < of_index; ++i) back.push_back(i);
    for (int i = axis; i + 1 < static_cast<int>(x->rank()); ++i) back.push_back(of_index + i);
    const Value whole = made(ops::reshape(picked_rows, moved.empty() ? Shape{1} : moved), moved, x->type);
    return reshaped(importer, transposed(importer, whole, back), shape);
}

void gather(NodeContext& node) {
    const Value &x = node.in(0), &index = node.in(1);
    const int axis = axis_of(node, node.integer("axis", 0), x->rank());
    const int64_t n = x->shape[static_cast<size_t>(axis)];
    Shape shape(x->shape.begin(), x->shape.begin() + axis);
    shape.insert(shape.end(), index->shape.begin(), index->shape.end());
    shape.insert(shape.end(), x->shape.begin() + axis + 1, x->shape.end());
    checked_count(shape);
    if (!is_known(index)) return node.out(gathered_on_device(node, x, index, axis, shape));
    const Array& array = known(node, index);
    std::vector<int64_t> places;
    for (int64_t i = 0; i < array.count(); ++i) places.push_back(checked_index(node, array.integer(i), n));
    node.out(reshaped(node.importer, picked(node.importer, x, axis, places), shape));
}

// For every element of `index`, the element of x at its own place but along `axis`, where the index says.
std::vector<int64_t> element_places(NodeContext& node, const Shape& x, const Array& index, int axis) {
    node.require(x.size() == index.shape.size(), "indices " + shape_text(index.shape) + " for " + shape_text(x));
    std::vector<int64_t> places;
    for (int64_t i = 0; i < index.count(); ++i) {
        int64_t rest = i, at = 0, stride = 1;
        for (size_t d = x.size(); d-- > 0;) {
            int64_t place = rest % index.shape[d];
            rest /= index.shape[d];
            if (d == static_cast<size_t>(axis)) place = checked_index(node, index.integer(i), x[d]);
            node.require(place < x[d], "indices " + shape_text(index.shape) + " for " + shape_text(x));
            at += place * stride;
            stride *= x[d];
        }
        places.push_back(at);
    }
    return places;
}
void gather_elements(NodeContext& node) {
    const Value& x = node.in(0);
    const Array& index = known(node, node.in(1));
    node.out(rearranged(node.importer, x, index.shape,
                        element_places(node, x->shape, index, axis_of(node, node.integer("axis", 0), x->rank()))));
}

// For every row of indices [..., k], the first element of the part of x they name, `batch` axes being common.
std::vector<int64_t> row_places(NodeContext& node, const Shape& x, const Array& index, size_t batch) {
    node.require(!index.shape.empty() && index.shape.back() > 0, "indices " + shape_text(index.shape));
    const auto k = static_cast<size_t>(index.shape.back());
    node.require(batch + k <= x.size() && batch < index.shape.size(), "indices " + shape_text(index.shape) + " for " + shape_text(x));
    const int64_t rows = index.count() / static_cast<int64_t>(k),
                  inner = checked_count(Shape(x.begin() + static_cast<int64_t>(batch + k), x.end()));
    const int64_t batches = checked_count(Shape(x.begin(), x.begin() + static_cast<int64_t>(batch)));
    node.require(batches > 0 && rows % batches == 0, "indices " + shape_text(index.shape) + " for " + shape_text(x));
    std::vector<int64_t> places;
    for (int64_t row = 0; row < rows; ++row) {
        int64_t at = row / (rows / batches);
        for (size_t j = 0; j < k; ++j)
            at = at * x[batch + j] +
                 checked_index(node, index.integer(row * static_cast<int64_t>(k) + static_cast<int64_t>(j)), x[batch + j]);
        places.push_back(at * inner);
    }
    return places;
}
std::vector<int64_t> places_of_rows(const std::vector<int64_t>& rows, int64_t width) {
    std::vector<int64_t> places;
    check_places(width);
    check_places(static_cast<int64_t>(rows.size()) * width);
    for (const int64_t row : rows) {
        for (int64_t i = 0; i < width; ++i) places.push_back(row + i);
    }
    return places;
}
void gather_nd(NodeContext& node) {
    const Value& x = node.in(0);
    const Array& index = known(node, node.in(1));
    const int64_t batch = node.integer("batch_dims", 0);
    node.require(batch >= 0 && batch < static_cast<int64_t>(x->rank()), "batch_dims of " + std::to_string(batch));
    const std::vector<int64_t> rows = row_places(node, x->shape, index, static_cast<size_t>(batch));
    const Shape inner(x->shape.begin() + batch + index.shape.back(), x->shape.end());
    const int64_t width = checked_count(inner);
    Shape shape(index.shape.begin(), index.shape.end() - 1);
    shape.insert(shape.end(), inner.begin(), inner.end());
    node.out(rearranged(node.importer, x, shape, places_of_rows(rows, width)));
}

// x with updates[i] written to (or joined with) its element places[i].
Value scattered(NodeContext& node, const Value& x, const Value& updates, const std::vector<int64_t>& places) {
    Importer& importer = node.importer;
    const std::string how = node.text("reduction", "none");
    const int64_t count = checked_count(x->shape);
    check_places(count + checked_count(updates->shape));
    const Value flat = reshaped(importer, x, {count}), news = reshaped(importer, updates, {checked_count(updates->shape)});
    node.require(news->shape[0] == static_cast<int64_t>(places.size()),
                 "updates " + shape_text(updates->shape) + " for " + std::to_string(places.size()) + " indices");
    if (how == "none") {
        std::vector<int64_t> index(static_cast<size_t>(count));
        std::iota(index.begin(), index.end(), 0);
        for (size_t i = 0; i < places.size(); ++i) index[static_cast<size_t>(places[i])] = count + static_cast<int64_t>(i);
        return reshaped(importer, rearranged(importer, joined(importer, {flat, news}, 0), {count}, index), x->shape);
    }
    // Updates of one element in turns, each turn with at most one for every element.
    const Binary kind = how == "add" ? Binary::add : how == "mul" ? Binary::mul : how == "max" ? Binary::max : Binary::min;
    node.require(how == "add" || how == "mul" || how == "max" || how == "min", "reduction \"" + how + "\"");
    std::vector<int> turn_of(static_cast<size_t>(count), 0);
    std::vector<std::vector<int64_t>> turns;
    for (size_t i = 0; i < places.size(); ++i) {
        const auto turn = static_cast<size_t>(turn_of[static_cast<size_t>(places[i])]++);
        node.require(turn < 64, "more than 64 updates of one element");
        if (turn == turns.size()) importer.spend(count), turns.emplace_back(static_cast<size_t>(count), -1);
        turns[turn][static_cast<size_t>(places[i])] = static_cast<int64_t>(i);
    }
    Value y = flat;
    for (const auto& index : turns) {
        std::vector<int64_t> touched;
        for (const int64_t i : index) touched.push_back(i >= 0);
        const Value mask = made(integers_of({count}, touched, ElementType::boolean)), added = rearranged(importer, news, {count}, index);
        y = chosen(importer, mask, binary(importer, y, added, kind), y);
    }
    return reshaped(importer, y, x->shape);
}
void scatter_elements(NodeContext& node) {
    const Value& x = node.in(0);
    const Array& index = known(node, node.in(1));
    node.out(scattered(node, x, node.in(2), element_places(node, x->shape, index, axis_of(node, node.integer("axis", 0), x->rank()))));
}
void scatter_nd(NodeContext& node) {
    const Value& x = node.in(0);
    const Array& index = known(node, node.in(1));
    const std::vector<int64_t> rows = row_places(node, x->shape, index, 0);
    const int64_t width = checked_count(Shape(x->shape.begin() + index.shape.back(), x->shape.end()));
    node.out(scattered(node, x, node.in(2), places_of_rows(rows, width)));
}

void range(NodeContext& node) {
    const Array &start = known(node, node.in(0)), &limit = known(node, node.in(1)), &delta = known(node, node.in(2));
    node.require(start.count() == 1 && limit.count() == 1 && delta.count() == 1 && delta.number(0) != 0, "its bounds");
    const double steps = std::ceil((limit.number(0) - start.number(0)) / delta.number(0));
    node.require(steps < 1 << 26, "more than 2^26 numbers");
    const auto count = static_cast<int64_t>(std::max(steps, 0.0));
    node.importer.spend(count);
    Array y{start.type, {count}, {}, {}};
    for (int64_t i = 0; i < count; ++i) {
        if (y.floats())
            y.numbers.push_back(rounded(y.type, start.number(0) + static_cast<double>(i) * delta.number(0)));
        else
            y.integers.push_back(wrapped(y.type, host_value(Binary::add, start.integer(0), host_value(Binary::mul, i, delta.integer(0)))));
    }
    node.out(made(std::move(y)));
}

void one_hot(NodeContext& node) {
    const Array& depth_array = known(node, node.in(1));
    node.require(depth_array.count() == 1 && depth_array.number(0) > 0 && depth_array.number(0) < 1 << 24, "its depth");
    const int64_t depth = depth_array.integer(0);
    const Value &indices = node.in(0), &values = node.in(2);
    Importer& importer = node.importer;
    const int axis = axis_of(node, node.integer("axis", -1), indices->rank() + 1);
    Shape line(indices->rank() + 1, 1), whole = indices->shape;
    whole.insert(whole.begin() + axis, 1);
    line[static_cast<size_t>(axis)] = depth;
    importer.spend(depth);
    std::vector<double> places(static_cast<size_t>(depth));
    std::iota(places.begin(), places.end(), 0.0);
    const Value index = reshaped(importer, is_known(indices) ? cast(importer, indices, ElementType::f64) : indices, whole);
    const Value hit = binary(importer, from_front(importer, index, depth),
                             made(floats_of(line, places, is_known(index) ? ElementType::f64 : ElementType::f32)), Binary::equal);
    const Value off = part(importer, values, 0, 0, 1), on = part(importer, values, 0, 1, 1);
    node.out(chosen(importer, hit, on, off));
}

void non_zero(NodeContext& node) {
    const Array& x = known(node, node.in(0));
    const size_t rank = x.shape.size();
    node.importer.spend(x.count() * static_cast<int64_t>(rank));
    std::vector<std::vector<int64_t>> places(std::max<size_t>(rank, 1));
    for (int64_t i = 0; i < x.count(); ++i) {
        if (x.number(i) == 0) continue;
        int64_t rest = i;
        if (rank == 0) places[0].push_back(0);
        for (size_t axis = rank; axis-- > 0; rest /= x.shape[axis]) places[axis].push_back(rest % x.shape[axis]);
    }
    const auto count = static_cast<int64_t>(places[0].size());
    std::vector<int64_t> all;
    for (size_t axis = 0; axis < rank; ++axis) all.insert(all.end(), places[axis].begin(), places[axis].end());
    node.out(made(integers_of({static_cast<int64_t>(rank), rank == 0 ? 0 : count}, all)));
}

void compress(NodeContext& node) {
    const Array& condition = known(node, node.in(1));
    Importer& importer = node.importer;
    Value x = node.in(0);
    int axis = 0;
    if (node.has_attribute("axis"))
        axis = axis_of(node, node.integer("axis", 0), x->rank());
    else
        x = reshaped(importer, x, {checked_count(x->shape)});
    std::vector<int64_t> index;
    for (int64_t i = 0; i < condition.count() && i < x->shape[static_cast<size_t>(axis)]; ++i) {
        if (condition.number(i) != 0) index.push_back(i);
    }
    node.out(picked(importer, x, axis, index));
}

void eye_like(NodeContext& node) {
    const Value& x = node.in(0);
    node.require(x->rank() == 2, "x " + shape_text(x->shape));
    const auto type = static_cast<ElementType>(std::clamp<int64_t>(node.integer("dtype", static_cast<int64_t>(x->type)), 0, 255));
    node.require(bytes_of(type) > 0, "its type");
    node.importer.spend(checked_count(x->shape));
    const int64_t k = node.integer("k", 0);
    Array y{type, x->shape, {}, {}};
    for (int64_t i = 0; i < checked_count(x->shape); ++i) {
        const bool one = i % x->shape[1] - i / x->shape[1] == k;
        if (y.floats())
            y.numbers.push_back(one);
        else
            y.integers.push_back(one);
    }
    node.out(made(std::move(y)));
}

// The k largest (smallest) along an axis: of known values by sorting; on the device one after the other, each found and then struck out.
void top_k(NodeContext& node) {
    Importer& importer = node.importer;
    const Value& x = node.in(0);
    const int axis = axis_of(node, node.integer("axis", -1), x->rank());
    const int64_t n = x->shape[static_cast<size_t>(axis)], k = node.has(1) ? known_integer(node, node.in(1)) : node.integer("k", 0);
    node.require(k >= 0 && k <= n, std::to_string(k) + " of " + std::to_string(n));
    const bool largest = node.integer("largest", 1) != 0;
    std::vector<int> order(x->rank());
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[static_cast<size_t>(axis)], order.back());
    const Value turned = transposed(importer, x, order);
    Shape shape = turned->shape;
    const int64_t rows = checked_count(Shape(shape.begin(), shape.end() - 1));
    shape.back() = k;
    if (is_known(x) || k == 0) {
        const Array& array = known(importer, turned);
        std::vector<int64_t> places, within;
        for (int64_t row = 0; row < rows; ++row) {
            std::vector<int64_t> by_size(static_cast<size_t>(n));
            std::iota(by_size.begin(), by_size.end(), row * n);
            std::stable_sort(by_size.begin(), by_size.end(), [&](int64_t a, int64_t b) {
                return largest ? array.number(a) > array.number(b) : array.number(a) < array.number(b);
            });
            for (int64_t i = 0; i < k; ++i) places.push_back(by_size[static_cast<size_t>(i)]), within.push_back(places.back() - row * n);
        }
        node.out(0, transposed(importer, rearranged(importer, turned, shape, places), order));
        return node.out(1, transposed(importer, made(integers_of(shape, within)), order));
    }
    node.require(k <= 256, std::to_string(k) + " values are more than are found one after the other on a device");
    importer.spend(n);
    std::vector<double> line(static_cast<size_t>(n));
    std::iota(line.begin(), line.end(), 0.0);
    const Value columns = made(floats_of({1, n}, line)), flat = reshaped(importer, turned, {rows, n});
    const Value struck = number(flat, largest ? -INFINITY : INFINITY);
    Value rest = flat;
    std::vector<Value> values, indices;
    for (int64_t i = 0; i < k; ++i) {
        const Value place =
            cast(importer, reduce(importer, rest, largest ? Reduction::arg_max : Reduction::arg_min, {1}, true), ElementType::f32);
        const Value hit = binary(importer, expanded(importer, place, {rows, n}), columns, Binary::equal);
        values.push_back(reduce(importer, binary(importer, flat, hit, Binary::keep), Reduction::sum, {1}, true));
        indices.push_back(cast(importer, place, ElementType::i64));
        if (i + 1 < k) rest = chosen(importer, hit, expanded(importer, struck, {rows, n}), rest);
    }
    node.out(0, transposed(importer, reshaped(importer, joined(importer, values, 1), shape), order));
    node.out(1, transposed(importer, reshaped(importer, joined(importer, indices, 1), shape), order));
}

constexpr OperatorRow index_rows[] = {
    {"Compress", compress},
    {"EyeLike", eye_like},
    {"Gather", gather},
    {"GatherElements", gather_elements},
    {"GatherND", gather_nd},
    {"NonZero", non_zero},
    {"OneHot", one_hot},
    {"Range", range},
    {"Scatter", scatter_elements},
    {"ScatterElements", scatter_elements},
    {"ScatterND", scatter_nd},
    {"TopK", top_k},
};

}  // namespace

std::span<const OperatorRow> index_operators() {
    return index_rows;
}

}  // namespace imagelab::onnx
