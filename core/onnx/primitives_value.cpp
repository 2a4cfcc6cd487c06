// Values: what is known of them, and how they get onto the device.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/onnx/layout.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

constexpr int64_t most_known = int64_t{1} << 25;  // elements of one value that are computed with ahead
constexpr int64_t most_inline = 1 << 12;          // elements of a constant that stands in the graph; larger ones are weights

// Of the array as floats. Throws Error where it is empty.
Tensor constant_tensor(Importer& importer, const Value& value, const Shape& shape) {
    const Array& array = known(importer, value);
    std::vector<float> values(static_cast<size_t>(array.count()));
    bool finite = true;
    for (size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(array.number(static_cast<int64_t>(i)));
        finite = finite && std::isfinite(values[i]);
    }
    if (values.empty()) throw Error("a tensor without elements " + shape_text(shape) + " meets arithmetic");
    if (!finite || array.count() <= most_inline) return ops::constant(importer.graph(), shape, std::move(values));
    const std::string name = importer.new_weight_name();
    importer.weights()->add(name, shape, std::move(values));
    return ops::weight(importer.graph(), name, shape);
}

DType stored_dtype(ElementType type) {
    switch (type) {
        case ElementType::f32:
            return DType::f32;
        case ElementType::f16:
            return DType::f16;
        case ElementType::bf16:
            return DType::bf16;
        default:
            return DType::f64;
    }
}

// Its bytes in the model's file, where they are of a float type.
std::span<const std::byte> floats_in_file(Importer& importer, const Value& value) {
    if (value->stored == nullptr || value->host || !is_float(value->type)) return {};
    return elements_in_file(*value->stored, importer.files());
}

}  // namespace

Value made(Array array) {
    auto value = std::make_shared<ValueState>();
    value->type = array.type;
    value->shape = array.shape;
    value->host = std::make_shared<const Array>(std::move(array));
    return value;
}

Value made(Tensor tensor, Shape shape, ElementType type) {
    auto value = std::make_shared<ValueState>();
    value->type = type;
    value->shape = std::move(shape);
    value->plain = tensor;
    return value;
}

Value made_last(Tensor tensor, Shape shape, ElementType type) {
    auto value = std::make_shared<ValueState>();
    value->type = type;
    value->shape = std::move(shape);
    value->last = tensor;
    return value;
}

bool is_known(const Value& value) {
    return value->host || value->stored != nullptr;
}
bool is_weight(const Value& value) {
    return is_known(value) && is_float(value->type);
}

const Array& known(Importer& importer, const Value& value) {
    if (!value->host && value->stored == nullptr)
        throw NotKnown(value,
                       "a value " + shape_text(value->shape) + " that is computed on the device would have to be known before it runs");
    if (!value->host) {
        importer.spend(checked_count(value->shape));
        Array array = decoded(*value->stored, importer.files(), most_known);
        array.shape = value->shape;  // which may have been reshaped
        value->host = std::make_shared<const Array>(std::move(array));
    }
    return *value->host;
}
const Array& known(const NodeContext& node, const Value& value) {
    return known(node.importer, value);
}

int64_t known_integer(const NodeContext& node, const Value& value) {
    const Array& array = known(node, value);
    node.require(array.count() > 0, "an input without elements where a number is expected");
    return array.integer(0);
}

Tensor permuted(Tensor x, const std::vector<int>& axes) {
    Shape shape;
    int before = -1;
    bool moves = false;
    for (const int axis : axes) {
        shape.push_back(x.dim(axis));
        if (x.dim(axis) == 1) continue;
        moves = moves || axis < before;
        before = axis;
    }
    return moves ? ops::permute(x, axes) : shape == x.shape() ? x : ops::reshape(x, shape);
}

std::vector<int> last_order(size_t rank) {
    std::vector<int> axes{0};
    for (size_t i = 2; i < rank; ++i) axes.push_back(static_cast<int>(i));
    axes.push_back(1);
    return axes;
}
int axis_in_last(int axis, size_t rank) {
    return axis == 0 ? 0 : axis == 1 ? static_cast<int>(rank) - 1 : axis - 1;
}

Tensor plain(Importer& importer, const Value& value) {
    if (value->plain) return value->plain;
    if (value->last) {
        std::vector<int> axes;
        for (size_t i = 0; i < value->rank(); ++i) axes.push_back(axis_in_last(static_cast<int>(i), value->rank()));
        return value->plain = permuted(value->last, axes);
    }
    const Shape shape = value->shape.empty() ? Shape{1} : value->shape;
    if (checked_count(shape) > most_inline && !floats_in_file(importer, value).empty()) {
        const std::string name = weight_of(importer, value, shape, "");
        return value->plain = ops::weight(importer.graph(), name, shape);
    }
    return value->plain = constant_tensor(importer, value, shape);
}

Tensor last(Importer& importer, const Value& value) {
    if (value->last) return value->last;
    if (value->rank() < 3) throw Error("a value " + shape_text(value->shape) + " where images are expected");
    return value->last = permuted(plain(importer, value), last_order(value->rank()));
}

std::string weight_of(Importer& importer, Shape shape, std::vector<float> values, const std::string& suffix) {
    const std::string name = importer.new_weight_name();
    importer.weights()->add(name + suffix, std::move(shape), std::move(values));
    return name;
}

std::string weight_of(Importer& importer, const Value& value, Shape shape, const std::string& suffix, bool transposed) {
    const auto bytes = floats_in_file(importer, value);
    if (!bytes.empty()) {
        const std::string name = importer.new_weight_name();
        importer.weights()->add(name + suffix, {stored_dtype(value->type), std::move(shape), bytes.data(), transposed});
        return name;
    }
    const Array& array = known(importer, value);
    std::vector<float> values(static_cast<size_t>(array.count()));
    for (size_t i = 0; i < values.size(); ++i) {
        const size_t from =
            transposed ? i % static_cast<size_t>(shape[1]) * static_cast<size_t>(shape[0]) + i / static_cast<size_t>(shape[1]) : i;
        values[i] = static_cast<float>(array.number(static_cast<int64_t>(from)));
    }
    return weight_of(importer, std::move(shape), std::move(values), suffix);
}

int axis_of(const NodeContext& node, int64_t axis, size_t rank) {
    const auto count = static_cast<int64_t>(rank);
    node.require(axis >= -count && axis < count, "axis " + std::to_string(axis) + " of a value with " + std::to_string(rank) + " axes");
    return static_cast<int>(axis < 0 ? axis + count : axis);
}

}  // namespace imagelab::onnx
