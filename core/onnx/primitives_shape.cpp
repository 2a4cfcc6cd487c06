// Elements in other places.
#include <algorithm>
#include <numeric>

#include "core/graph/axes.h"
#include "core/onnx/layout.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

Array picked_array(Importer& importer, const Array& x, Shape shape, const std::vector<int64_t>& index, double fill) {
    importer.spend(static_cast<int64_t>(index.size()));
    Array y{x.type, std::move(shape), {}, {}};
    if (x.floats()) {
        for (const int64_t i : index) y.numbers.push_back(i < 0 ? rounded(x.type, fill) : x.numbers[static_cast<size_t>(i)]);
    } else {
        for (const int64_t i : index) y.integers.push_back(i < 0 ? wrapped(x.type, whole_part(fill)) : x.integers[static_cast<size_t>(i)]);
    }
    return y;
}

// Whether blocks of `width` stay together: each begins at a multiple of it and counts up, or is all fill.
bool in_blocks(const std::vector<int64_t>& index, int64_t width) {
    for (size_t begin = 0; begin < index.size(); begin += static_cast<size_t>(width)) {
        const int64_t first = index[begin];
        if (first >= 0 && first % width != 0) return false;
        for (int64_t i = 1; i < width; ++i) {
            if (index[begin + static_cast<size_t>(i)] != (first < 0 ? -1 : first + i)) return false;
        }
    }
    return true;
}

std::vector<int32_t> small(const std::vector<int64_t>& index) {
    return {index.begin(), index.end()};
}

// The axis of a tensor with rows [outer, n, inner] picked by number.
Tensor picked_tensor(Importer& importer, Tensor x, int axis, const std::vector<int64_t>& index, double fill) {
    const auto at = static_cast<size_t>(axis);
    const auto count = static_cast<int64_t>(index.size());
    const bool fills = std::find(index.begin(), index.end(), -1) != index.end();
    bool run = !fills;
    for (size_t i = 1; run && i < index.size(); ++i) run = index[i] == index[i - 1] + 1;
    if (run) return count == x.dim(axis) ? x : ops::slice(x, axis, index[0], count);
    importer.spend(count);  // which the graph keeps
    if (!fills) return ops::resample(x, axis, small(index), std::vector<float>(index.size(), 1.0f), 1);
    const Shape& shape = x.shape();
    const int64_t outer = extent_of(shape, 0, at), inner = extent_of(shape, at + 1, shape.size()), n = shape[at];
    importer.spend(outer * count);
    std::vector<int32_t> rows;
    for (int64_t i = 0; i < outer; ++i) {
        for (const int64_t each : index) rows.push_back(each < 0 ? -1 : static_cast<int32_t>(i * n + each));
    }
    Shape whole = shape;
    whole[at] = count;
    return ops::reshape(ops::gather(ops::reshape(x, {outer * n, inner}), rows, static_cast<float>(fill)), whole);
}

}  // namespace

void check_places(int64_t count) {
    constexpr int64_t most = int64_t{1} << 25;
    if (count > most) throw Error("a list of " + std::to_string(count) + " places; up to " + std::to_string(most) + " are made");
}

Value reshaped(Importer& importer, const Value& x, Shape shape) {
    if (checked_count(shape) != checked_count(x->shape))
        throw Error("a value " + shape_text(x->shape) + " cannot take the shape " + shape_text(shape));
    if (shape == x->shape) return x;
    if (x->host || (x->stored != nullptr && !is_float(x->type)) || (is_known(x) && checked_count(shape) <= 4096)) {
        Array y = known(importer, x);
        importer.spend(y.count());
        y.shape = std::move(shape);
        return made(std::move(y));
    }
    if (x->stored != nullptr) {  // the bytes stay in the file
        auto value = std::make_shared<ValueState>(*x);
        value->shape = std::move(shape);
        value->plain = value->last = Tensor();
        return value;
    }
    return made(ops::reshape(plain(importer, x), shape.empty() ? Shape{1} : shape), shape, x->type);
}

Value transposed(Importer& importer, const Value& x, const std::vector<int>& axes) {
    Shape shape;
    for (const int axis : axes) shape.push_back(x->shape[static_cast<size_t>(axis)]);
    if (is_known(x) && (!is_float(x->type) || checked_count(shape) <= int64_t{1} << 22 || checked_count(shape) == 0)) {
        check_places(checked_count(shape));
        std::vector<int64_t> stride(axes.size(), 1), index(static_cast<size_t>(checked_count(shape)));
        for (size_t i = 0; i < axes.size(); ++i) stride[i] = extent_of(x->shape, static_cast<size_t>(axes[i]) + 1, x->shape.size());
        std::vector<int64_t> place(axes.size(), 0);
        int64_t at = 0;
        for (int64_t& each : index) {
            each = at;
            for (size_t axis = axes.size(); axis-- > 0;) {
                at += stride[axis];
                if (++place[axis] < shape[axis]) break;
                at -= stride[axis] * shape[axis];
                place[axis] = 0;
            }
        }
        return made(picked_array(importer, known(importer, x), shape, index, 0));
    }
    if (axes.empty()) return x;
    if (!x->images()) return made(permuted(plain(importer, x), axes), shape, x->type);
    std::vector<int> order;
    for (const int axis : axes) order.push_back(axis_in_last(axis, x->rank()));
    return made(permuted(x->last, order), shape, x->type);
}

Value joined(Importer& importer, const std::vector<Value>& given, int axis) {
    std::vector<Value> parts;
    for (const Value& each : given) {
        if (each->rank() != given[0]->rank())
            throw Error("values with " + std::to_string(given[0]->rank()) + " and " + std::to_string(each->rank()) + " axes are joined");
        if (each->shape[static_cast<size_t>(axis)] > 0) parts.push_back(each);
    }
    if (parts.empty()) return given[0];
    const auto at = static_cast<size_t>(axis);
    Shape shape = parts[0]->shape;
    shape[at] = 0;
    bool all_known = true, images = false;
    for (const Value& each : parts) {
        shape[at] += each->shape[at];
        Shape rest = each->shape;
        rest[at] = parts[0]->shape[at];
        if (rest != parts[0]->shape)
            throw Error("values " + shape_text(parts[0]->shape) + " and " + shape_text(each->shape) + " are joined");
        all_known = all_known && is_known(each);
        images = images || each->images();
    }
    const ElementType type = parts[0]->type;
    if (all_known) {
        importer.spend(checked_count(shape));
        const int64_t outer = extent_of(shape, 0, at);
        Array y{type, shape, {}, {}};
        for (int64_t i = 0; i < outer; ++i) {
            for (const Value& each : parts) {
                const Array& array = known(importer, each);
                const int64_t run = outer == 0 ? 0 : array.count() / outer;
                for (int64_t j = i * run; j < (i + 1) * run; ++j) {
                    if (y.floats())
                        y.numbers.push_back(array.number(j));
                    else
                        y.integers.push_back(array.integer(j));
                }
            }
        }
        return made(std::move(y));
    }
    std::vector<Tensor> tensors;
    for (const Value& each : parts) tensors.push_back(images ? last(importer, each) : plain(importer, each));
    if (images) return made_last(ops::concat(tensors, axis_in_last(axis, shape.size())), shape, type);
    return made(ops::concat(tensors, axis), shape, type);
}

Value picked(Importer& importer, const Value& x, int axis, const std::vector<int64_t>& index, double fill) {
    const auto at = static_cast<size_t>(axis);
    Shape shape = x->shape;
    shape[at] = static_cast<int64_t>(index.size());
    checked_count(shape);
    bool same = index.size() == static_cast<size_t>(x->shape[at]);
    for (size_t i = 0; same && i < index.size(); ++i) same = index[i] == static_cast<int64_t>(i);
    if (same) return x;
    if (is_known(x) || checked_count(shape) == 0) {
        if (!is_known(x)) return made(is_float(x->type) ? floats_of(shape, {}, x->type) : integers_of(shape, {}, x->type));
        const int64_t outer = extent_of(shape, 0, at), inner = extent_of(shape, at + 1, shape.size()), n = x->shape[at];
        importer.spend(checked_count(shape));
        std::vector<int64_t> elements;
        for (int64_t i = 0; i < outer; ++i) {
            for (const int64_t each : index) {
                for (int64_t j = 0; j < inner; ++j) elements.push_back(each < 0 ? -1 : (i * n + each) * inner + j);
            }
        }
        return made(picked_array(importer, known(importer, x), shape, elements, fill));
    }
    if (x->images()) return made_last(picked_tensor(importer, x->last, axis_in_last(axis, x->rank()), index, fill), shape, x->type);
    return made(picked_tensor(importer, plain(importer, x), axis, index, fill), shape, x->type);
}

Value rows_at(Importer& importer, const Value& x, const Value& index) {
    if (!is_known(index))
        return made(ops::gather(plain(importer, x), ops::to_index(plain(importer, index))), {index->shape[0], x->shape[1]}, x->type);
    std::vector<int64_t> places;
    const Array& numbers = known(importer, index);
    for (int64_t i = 0; i < numbers.count(); ++i) places.push_back(numbers.integer(i));
    return picked(importer, x, 0, places);
}

Value part(Importer& importer, const Value& x, int axis, int64_t begin, int64_t extent) {
    if (begin < 0 || extent < 0 || begin + extent > x->shape[static_cast<size_t>(axis)])
        throw Error("a part outside of " + shape_text(x->shape));
    check_places(extent);
    std::vector<int64_t> index(static_cast<size_t>(extent));
    std::iota(index.begin(), index.end(), begin);
    return picked(importer, x, axis, index);
}

Value expanded(Importer& importer, const Value& x, const Shape& wanted) {
    const Shape shape = broadcast_shape(x->shape, wanted);
    if (shape == x->shape) return x;
    Shape whole = x->shape;
    while (whole.size() < shape.size()) whole.insert(whole.begin(), 1);
    Value y = reshaped(importer, x, whole);
    for (size_t axis = 0; axis < shape.size(); ++axis) {
        if (y->shape[axis] == shape[axis]) continue;
        check_places(shape[axis]);
        y = picked(importer, y, static_cast<int>(axis), std::vector<int64_t>(static_cast<size_t>(shape[axis]), 0));
    }
    return y;
}

Value rearranged(Importer& importer, const Value& x, Shape shape, const std::vector<int64_t>& index, double fill) {
    if (is_known(x)) return made(picked_array(importer, known(importer, x), std::move(shape), index, fill));
    if (index.empty()) return made(is_float(x->type) ? floats_of(shape, {}, x->type) : integers_of(shape, {}, x->type));
    const int64_t count = checked_count(x->shape);
    int64_t width = 1;
    for (size_t axis = 0; axis <= shape.size(); ++axis) {
        const int64_t candidate = extent_of(shape, axis, shape.size());
        if (count % candidate != 0 || !in_blocks(index, candidate)) continue;
        width = candidate;
        break;
    }
    importer.spend(static_cast<int64_t>(index.size()) / width);
    std::vector<int32_t> rows;
    for (size_t i = 0; i < index.size(); i += static_cast<size_t>(width))
        rows.push_back(index[i] < 0 ? -1 : static_cast<int32_t>(index[i] / width));
    const Tensor y = ops::gather(ops::reshape(plain(importer, x), {count / width, width}), rows, static_cast<float>(fill));
    return made(ops::reshape(y, shape.empty() ? Shape{1} : shape), shape, x->type);
}

}  // namespace imagelab::onnx
