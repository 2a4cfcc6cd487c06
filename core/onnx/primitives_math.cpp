// Arithmetic on values.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "core/onnx/host_math.h"
#include "core/onnx/layout.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

// Of every element of a broadcast result, the element of an operand.
std::vector<int64_t> broadcast_index(const Shape& from, const Shape& to) {
    std::vector<int64_t> stride(to.size(), 0), index(static_cast<size_t>(checked_count(to)));
    int64_t step = 1;
    for (size_t i = 0; i < from.size(); ++i) {
        const size_t axis = from.size() - 1 - i;
        if (from[axis] != 1) stride[to.size() - 1 - i] = step;
        step *= from[axis];
    }
    std::vector<int64_t> place(to.size(), 0);
    int64_t at = 0;
    for (int64_t& each : index) {
        each = at;
        for (size_t axis = to.size(); axis-- > 0;) {
            at += stride[axis];
            if (++place[axis] < to[axis]) break;
            at -= stride[axis] * to[axis];
            place[axis] = 0;
        }
    }
    return index;
}

bool compares(Binary kind) {
    return kind == Binary::equal || kind == Binary::less || kind == Binary::less_equal;
}

Array host_binary(Importer& importer, const Array& a, const Array& b, Binary kind, const Shape& shape) {
    importer.spend(checked_count(shape));
    const std::vector<int64_t> left = broadcast_index(a.shape, shape), right = broadcast_index(b.shape, shape);
    Array y{compares(kind) ? ElementType::boolean : a.type, shape, {}, {}};
    for (size_t i = 0; i < left.size(); ++i) {
        if (!a.floats() && !b.floats()) {
            y.integers.push_back(wrapped(y.type, host_value(kind, a.integer(left[i]), b.integer(right[i]))));
            continue;
        }
        const double value = host_value(kind, a.number(left[i]), b.number(right[i]));
        if (y.floats())
            y.numbers.push_back(rounded(y.type, value));
        else
            y.integers.push_back(wrapped(y.type, whole_part(value)));
    }
    return y;
}

// An operand with as many axes as the result, in its layout.
Tensor aligned(Importer& importer, const Value& x, size_t rank, bool images) {
    if (images && x->rank() == rank) return last(importer, x);
    Shape shape = x->shape;
    while (shape.size() < std::max<size_t>(rank, 1)) shape.insert(shape.begin(), 1);
    const Tensor whole = ops::reshape(plain(importer, x), shape);
    return images ? permuted(whole, last_order(rank)) : whole;
}

// How often a second operand changes between repeating and not along the first: our kernels walk four such axes.
int turns(const Shape& whole, const Shape& small) {
    int count = 0, before = -1;
    for (size_t i = 0; i < whole.size(); ++i) {
        if (whole[i] == 1) continue;
        const int repeats = small[i] == 1;
        count += repeats != before;
        before = repeats;
    }
    return count;
}

Tensor expanded_tensor(Importer& importer, Tensor x, const Shape& shape) {
    for (size_t axis = 0; axis < shape.size(); ++axis) {
        if (x.shape()[axis] == shape[axis]) continue;
        importer.spend(shape[axis]);  // which the graph keeps
        const std::vector<int32_t> same(static_cast<size_t>(shape[axis]), 0);
        x = ops::resample(x, static_cast<int>(axis), same, std::vector<float>(same.size(), 1.0f), 1);
    }
    return x;
}

// A known number beside a value: a multiplication and an addition.
Value with_number(Importer& importer, const Value& x, double given, Binary kind, bool number_first) {
    switch (kind) {
        case Binary::add:
            return affine(importer, x, 1, given);
        case Binary::sub:
            return number_first ? affine(importer, x, -1, given) : affine(importer, x, 1, -given);
        case Binary::mul:
            return affine(importer, x, given, 0);
        default:
            return nullptr;
    }
}

// Where one side is a single known number: none, if this is no case for it.
Value beside_number(Importer& importer, const Value& a, const Value& b, Binary kind, const Shape& shape) {
    for (const bool first : {false, true}) {
        const Value &x = first ? b : a, &one = first ? a : b;
        if (!is_known(one) || checked_count(one->shape) != 1 || !x->on_device() || x->shape != shape) continue;
        const double given = known(importer, one).number(0);
        const bool simple = kind == Binary::add || kind == Binary::sub || kind == Binary::mul;
        if (!simple || !std::isfinite(given) || (kind == Binary::mul && given == 0)) return nullptr;
        Value y = with_number(importer, x, given, kind, first);
        return y;
    }
    return nullptr;
}

template <class F>
Value elementwise(Importer& importer, const Value& x, ElementType type, const F& f) {
    const Array& array = known(importer, x);
    importer.spend(array.count());
    Array y{type, x->shape, {}, {}};
    for (int64_t i = 0; i < array.count(); ++i) {
        const double value = f(array.number(i));
        if (y.floats())
            y.numbers.push_back(rounded(type, value));
        else
            y.integers.push_back(wrapped(type, whole_part(value)));
    }
    return made(std::move(y));
}

// f of the tensor, in whichever order it lies.
template <class F>
Value on_device(Importer& importer, const Value& x, ElementType type, const F& f) {
    if (x->images()) return made_last(f(x->last), x->shape, type);
    return made(f(plain(importer, x)), x->shape, type);
}

}  // namespace

Shape broadcast_shape(const Shape& a, const Shape& b) {
    Shape shape(std::max(a.size(), b.size()), 1);
    for (size_t i = 0; i < shape.size(); ++i) {
        const int64_t u = i < a.size() ? a[a.size() - 1 - i] : 1, v = i < b.size() ? b[b.size() - 1 - i] : 1;
        if (u != v && u != 1 && v != 1) throw Error("shapes " + shape_text(a) + " and " + shape_text(b) + " do not broadcast");
        shape[shape.size() - 1 - i] = u == 1 ? v : u;
    }
    checked_count(shape);
    return shape;
}

Value map(Importer& importer, const Value& x, Function kind, double a, double b) {
    const bool logical = kind == Function::is_nan || kind == Function::is_inf || kind == Function::is_zero;
    const ElementType type = logical ? ElementType::boolean : x->type;
    if (is_known(x)) {
        if (!logical && !is_float(x->type) && kind == Function::abs) {
            Array y = known(importer, x);
            importer.spend(y.count());
            for (int64_t& each : y.integers) each = wrapped(type, each < 0 ? static_cast<int64_t>(-static_cast<uint64_t>(each)) : each);
            return made(std::move(y));
        }
        return elementwise(importer, x, type, [&](double v) { return host_value(kind, v, a, b); });
    }
    return on_device(importer, x, type, [&](Tensor t) { return ops::map(t, kind, static_cast<float>(a), static_cast<float>(b)); });
}

Value activation(Importer& importer, const Value& x, Unary kind) {
    if (is_known(x)) return elementwise(importer, x, x->type, [&](double v) { return host_value(kind, v); });
    return on_device(importer, x, x->type, [&](Tensor t) { return ops::unary(t, kind); });
}

Value affine(Importer& importer, const Value& x, double scale, double shift) {
    if (is_known(x)) return elementwise(importer, x, x->type, [&](double v) { return v * scale + shift; });
    if (scale == 1 && shift == 0) return x;
    return on_device(importer, x, x->type, [&](Tensor t) { return ops::affine(t, static_cast<float>(scale), static_cast<float>(shift)); });
}

Value binary(Importer& importer, const Value& a, const Value& b, Binary kind) {
    const Shape shape = broadcast_shape(a->shape, b->shape);
    if (is_known(a) && is_known(b)) return made(host_binary(importer, known(importer, a), known(importer, b), kind, shape));
    if (is_float(a->type) || (kind != Binary::div && kind != Binary::mod)) {
        if (Value simple = beside_number(importer, a, b, kind, shape)) return simple;
    }
    const size_t rank = shape.size();
    const bool images = rank >= 3 && ((a->images() && a->rank() == rank) || (b->images() && b->rank() == rank));
    Tensor left = aligned(importer, a, rank, images), right = aligned(importer, b, rank, images);
    Shape whole = rank == 0 ? Shape{1} : shape;
    if (images) {
        whole.erase(whole.begin() + 1);
        whole.push_back(shape[1]);
    }
    if (left.shape() != whole && right.shape() != whole)
        (element_count(left.shape()) >= element_count(right.shape()) ? left : right) =
            expanded_tensor(importer, element_count(left.shape()) >= element_count(right.shape()) ? left : right, whole);
    if (left.shape() == whole && turns(whole, right.shape()) > 4) right = expanded_tensor(importer, right, whole);
    if (right.shape() == whole && turns(whole, left.shape()) > 4) left = expanded_tensor(importer, left, whole);
    Tensor y = ops::binary(left, right, kind);
    if (kind == Binary::div && !is_float(a->type)) y = ops::map(y, Function::trunc);
    const ElementType type = compares(kind) ? ElementType::boolean : a->type;
    return images ? made_last(y, shape, type) : made(y, shape, type);
}

Value add(Importer& importer, const Value& a, const Value& b) {
    return binary(importer, a, b, Binary::add);
}
Value sub(Importer& importer, const Value& a, const Value& b) {
    return binary(importer, a, b, Binary::sub);
}
Value mul(Importer& importer, const Value& a, const Value& b) {
    return binary(importer, a, b, Binary::mul);
}
Value div(Importer& importer, const Value& a, const Value& b) {
    return binary(importer, a, b, Binary::div);
}
Value chosen(Importer& importer, const Value& condition, const Value& yes, const Value& no) {
    return add(importer, binary(importer, yes, condition, Binary::keep), binary(importer, no, condition, Binary::drop));
}

Value from_front(Importer& importer, const Value& index, int64_t extent) {
    const Value below = cast(importer, binary(importer, index, number(index, 0), Binary::less), index->type);
    return add(importer, index, affine(importer, below, static_cast<double>(extent), 0));
}

Value negated(Importer& importer, const Value& condition) {
    return map(importer, condition, Function::is_zero);
}
Value number(const Value& like, double value) {
    if (is_float(like->type)) return made(floats_of({}, {rounded(like->type, value)}, like->type));
    return made(integers_of({}, {whole_part(value)}, like->type));
}

Value cast(Importer& importer, const Value& x, ElementType type) {
    if (type == x->type) return x;
    if (bytes_of(type) == 0) throw Error("no elements of type " + std::string(numpy_name(type)) + " are known here");
    if (is_known(x)) {
        const Array& array = known(importer, x);
        if (array.floats() || is_float(type)) {
            if (type == ElementType::boolean) return elementwise(importer, x, type, [](double v) { return v != 0; });
            return elementwise(importer, x, type, [&](double v) { return is_float(type) ? v : std::isnan(v) ? 0 : std::trunc(v); });
        }
        importer.spend(array.count());
        Array y{type, x->shape, {}, array.integers};
        for (int64_t& each : y.integers) each = wrapped(type, each);
        return made(std::move(y));
    }
    const bool cut = is_float(x->type) && !is_float(type) && type != ElementType::boolean;
    Value y = type == ElementType::boolean ? negated(importer, negated(importer, x)) : cut ? map(importer, x, Function::trunc) : x;
    auto renamed = std::make_shared<ValueState>(*y);
    renamed->type = type;
    return renamed;
}

namespace {

struct Reduced {
    double number = 0;
    int64_t integer = 0;
};

// One result on the host, of the elements `index`.
Reduced reduced(const Array& x, Reduction kind, std::span<const int64_t> index) {
    double sum = 0, product = 1;
    int64_t whole = 0, whole_product = 1;
    size_t best = 0;
    for (size_t i = 0; i < index.size(); ++i) {
        const double value = x.number(index[i]);
        sum += value, product *= value;
        if (!x.floats()) {
            whole = host_value(Binary::add, whole, x.integer(index[i]));
            whole_product = host_value(Binary::mul, whole_product, x.integer(index[i]));
        }
        const double top = x.number(index[best]);
        const bool smaller = kind == Reduction::min || kind == Reduction::arg_min || kind == Reduction::arg_min_last;
        const bool last = kind == Reduction::arg_max_last || kind == Reduction::arg_min_last;
        if ((smaller ? value < top : value > top) || (last && value == top) || (std::isnan(value) && !std::isnan(top))) best = i;
    }
    switch (kind) {
        case Reduction::sum:
            return {sum, whole};
        case Reduction::mean:
            return {sum / static_cast<double>(index.size()), index.empty() ? 0 : whole / static_cast<int64_t>(index.size())};
        case Reduction::product:
            return {product, whole_product};
        case Reduction::max:
        case Reduction::min:
            // Nothing at all has the value that any other beats.
            if (index.empty()) {
                const bool max = kind == Reduction::max;
                const double none = std::numeric_limits<double>::infinity();
                int64_t limit = max ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
                if (x.type == ElementType::i32) limit = max ? std::numeric_limits<int32_t>::min() : std::numeric_limits<int32_t>::max();
                if (x.type == ElementType::boolean) limit = !max;
                return {max ? -none : none, limit};
            }
            return {x.number(index[best]), x.floats() ? 0 : x.integer(index[best])};
        default:
            return {0, static_cast<int64_t>(best)};
    }
}

Value host_reduce(Importer& importer, const Array& x, Reduction kind, const Shape& kept) {
    importer.spend(x.count());
    // Elements in the order of their results, each result's from its first on.
    const std::vector<int64_t> group = broadcast_index(kept, x.shape);
    std::vector<size_t> first(static_cast<size_t>(checked_count(kept)) + 1, 0);
    for (const int64_t each : group) ++first[static_cast<size_t>(each) + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<size_t> next(first.begin(), first.end() - 1);
    std::vector<int64_t> order(group.size());
    for (size_t i = 0; i < group.size(); ++i) order[next[static_cast<size_t>(group[i])]++] = static_cast<int64_t>(i);
    const bool place = kind >= Reduction::arg_max;
    Array y{place ? ElementType::i64 : x.type, kept, {}, {}};
    for (size_t i = 0; i + 1 < first.size(); ++i) {
        const Reduced result = reduced(x, kind, std::span(order).subspan(first[i], first[i + 1] - first[i]));
        if (y.floats())
            y.numbers.push_back(rounded(y.type, result.number));
        else
            y.integers.push_back(wrapped(y.type, result.integer));
    }
    return made(std::move(y));
}

}  // namespace

Value reduce(Importer& importer, const Value& x, Reduction kind, const std::vector<int>& axes, bool keep) {
    Shape kept = x->shape, cut;
    for (const int axis : axes) kept[static_cast<size_t>(axis)] = 1;
    for (size_t i = 0; i < kept.size(); ++i) {
        if (std::find(axes.begin(), axes.end(), static_cast<int>(i)) == axes.end()) cut.push_back(kept[i]);
    }
    const ElementType type = kind >= Reduction::arg_max ? ElementType::i64 : x->type;
    Value y;
    if (is_known(x)) {
        y = host_reduce(importer, known(importer, x), kind, kept);
    } else if (axes.empty()) {
        y = x;
    } else if (x->images()) {
        std::vector<int> lasts;
        for (const int axis : axes) lasts.push_back(axis_in_last(axis, x->rank()));
        y = made_last(ops::reduce(x->last, kind, lasts), kept, type);
    } else {
        y = made(ops::reduce(plain(importer, x), kind, axes), kept, type);
    }
    return keep ? y : reshaped(importer, y, cut);
}

namespace {

// Shapes before the last two axes made equal, or one of them a single matrix.
Tensor with_matrices(Importer& importer, const Value& x, const Shape& matrices) {
    Shape shape = x->shape, wanted = matrices;
    const size_t count = shape.size() - 2;
    const Shape own(shape.begin(), shape.begin() + static_cast<int64_t>(count));
    if (element_count(own) == 1) return ops::reshape(plain(importer, x), {shape[count], shape[count + 1]});
    wanted.insert(wanted.end(), shape.end() - 2, shape.end());
    return plain(importer, expanded(importer, x, wanted));
}

Value host_product(Importer& importer, const Array& a, const Array& b, const Shape& matrices, int64_t m, int64_t k, int64_t n) {
    Shape shape = matrices, left = matrices, right = matrices;
    shape.insert(shape.end(), {m, n});
    const int64_t count = checked_count(shape);
    importer.spend(count + count / 16 * k);
    const Shape a_batch(a.shape.begin(), a.shape.end() - 2), b_batch(b.shape.begin(), b.shape.end() - 2);
    const std::vector<int64_t> a_of = broadcast_index(a_batch, matrices), b_of = broadcast_index(b_batch, matrices);
    Array y{a.type, shape, {}, {}};
    for (int64_t i = 0; i < count; ++i) {
        const int64_t row = i / n % m, column = i % n;
        const auto matrix = static_cast<size_t>(i / (n * m));
        double sum = 0;
        int64_t whole = 0;
        for (int64_t j = 0; j < k; ++j) {
            const int64_t u = (a_of[matrix] * m + row) * k + j, v = (b_of[matrix] * k + j) * n + column;
            if (y.floats())
                sum += a.number(u) * b.number(v);
            else
                whole = host_value(Binary::add, whole, host_value(Binary::mul, a.integer(u), b.integer(v)));
        }
        if (y.floats())
            y.numbers.push_back(rounded(y.type, sum));
        else
            y.integers.push_back(wrapped(y.type, whole));
    }
    return made(std::move(y));
}

}  // namespace

Value multiplied(Importer& importer, const Value& given_a, const Value& given_b) {
    if (given_a->shape.empty() || given_b->shape.empty()) throw Error("a product of matrices with a number");
    const bool row = given_a->rank() == 1, column = given_b->rank() == 1;
    const Value a = row ? reshaped(importer, given_a, {1, given_a->shape[0]}) : given_a;
    const Value b = column ? reshaped(importer, given_b, {given_b->shape[0], 1}) : given_b;
    const size_t ra = a->rank(), rb = b->rank();
    const int64_t m = a->shape[ra - 2], k = a->shape[ra - 1], n = b->shape[rb - 1];
    if (b->shape[rb - 2] != k) throw Error("matrices " + shape_text(a->shape) + " and " + shape_text(b->shape) + " do not fit");
    const Shape matrices = broadcast_shape(Shape(a->shape.begin(), a->shape.end() - 2), Shape(b->shape.begin(), b->shape.end() - 2));
    Shape whole = matrices;
    whole.insert(whole.end(), {m, n});
    Value y;
    const bool empty = checked_count(whole) == 0 || k == 0;
    if ((is_known(a) && is_known(b)) || empty) {
        if (empty && !(is_known(a) && is_known(b))) throw Error("a product of matrices without elements");
        y = host_product(importer, known(importer, a), known(importer, b), matrices, m, k, n);
    } else if (is_weight(b) && rb == 2) {
        const std::string name = weight_of(importer, b, {n, k}, ".weight", true);
        y = made(ops::linear(plain(importer, a), name, n, ops::Bias::no), whole, a->type);
    } else {
        const Tensor product = ops::matmul(with_matrices(importer, a, matrices), with_matrices(importer, b, matrices));
        y = made(ops::reshape(product, whole), whole, a->type);
    }
    if (!row && !column) return y;
    if (row) whole.erase(whole.end() - 2);
    if (column) whole.pop_back();
    return reshaped(importer, y, whole);
}

Value softmax(Importer& importer, const Value& x, int axis, bool logarithm) {
    const auto rank = static_cast<int>(x->rank());
    if (x->images() && axis == 1) return made_last(ops::softmax(x->last, logarithm), x->shape, x->type);
    if (axis == rank - 1) return made(ops::softmax(plain(importer, x), logarithm), x->shape, x->type);
    std::vector<int> order;
    for (int i = 0; i < rank; ++i) order.push_back(i);
    std::swap(order[static_cast<size_t>(axis)], order.back());
    Shape moved = x->shape;
    std::swap(moved[static_cast<size_t>(axis)], moved.back());
    const Value turned = transposed(importer, x, order);
    return transposed(importer, made(ops::softmax(plain(importer, turned), logarithm), moved, x->type), order);
}

}  // namespace imagelab::onnx
