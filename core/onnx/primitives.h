#pragma once
// What operators are written in: each takes and gives values that are known on the host or computed on the device, and does the one or the
// other; of device values it keeps the order of the axes that costs least. Axes may be negative.
#include "core/onnx/importer.h"

namespace imagelab::onnx {

Value made(Array array);                                                           // known
Value made(Tensor tensor, Shape shape, ElementType type = ElementType::f32);       // on the device, in ONNX's order
Value made_last(Tensor tensor, Shape shape, ElementType type = ElementType::f32);  // on the device, channels last

bool is_known(const Value& value);  // on the host, or in the file
// The elements. Throws NotKnown, or Error where there are too many to be computed with ahead.
const Array& known(Importer& importer, const Value& value);
const Array& known(const NodeContext& node, const Value& value);
int64_t known_integer(const NodeContext& node, const Value& value);  // the first element

Tensor plain(Importer& importer, const Value& value);  // on the device in ONNX's order; [1] for a scalar
Tensor last(Importer& importer, const Value& value);   // on the device with channels last; three axes or more
// The name of a weight with these elements in this shape (as many of them), in the file where they lie there. `transposed`: the shape is
// [shape[1], shape[0]] of what is stored. suffix ".weight" or ".bias" as ops:: wants them.
std::string weight_of(Importer& importer, const Value& value, Shape shape, const std::string& suffix, bool transposed = false);
std::string weight_of(Importer& importer, Shape shape, std::vector<float> values, const std::string& suffix);
bool is_weight(const Value& value);  // known, of a float type

int axis_of(const NodeContext& node, int64_t axis, size_t rank);  // counted from the front
Shape broadcast_shape(const Shape& a, const Shape& b);            // throws Error

Value map(Importer& importer, const Value& x, Function kind, double a = 0, double b = 0);
Value activation(Importer& importer, const Value& x, Unary kind);
Value affine(Importer& importer, const Value& x, double scale, double shift);
// Both sides broadcast. Comparisons give booleans; the others the type of a.
Value binary(Importer& importer, const Value& a, const Value& b, Binary kind);
Value add(Importer& importer, const Value& a, const Value& b);
Value sub(Importer& importer, const Value& a, const Value& b);
Value mul(Importer& importer, const Value& a, const Value& b);
Value div(Importer& importer, const Value& a, const Value& b);
Value chosen(Importer& importer, const Value& condition, const Value& yes, const Value& no);  // by booleans
Value from_front(Importer& importer, const Value& index, int64_t extent);  // places on an axis, of which negative ones count from the end
Value negated(Importer& importer, const Value& condition);                 // of booleans
Value number(const Value& like, double value);                             // a scalar of the type of `like`
Value cast(Importer& importer, const Value& x, ElementType type);
Value reduce(Importer& importer, const Value& x, Reduction kind, const std::vector<int>& axes, bool keep);

// Before a list of so many places is made: throws Error for more than 2^25.
void check_places(int64_t count);
Value reshaped(Importer& importer, const Value& x, Shape shape);
Value transposed(Importer& importer, const Value& x, const std::vector<int>& axes);
Value joined(Importer& importer, const std::vector<Value>& parts, int axis);
Value part(Importer& importer, const Value& x, int axis, int64_t begin, int64_t extent);
Value expanded(Importer& importer, const Value& x, const Shape& shape);
// Element i of the result, of the given shape, is element index[i] of x, or `fill` for -1.
Value rearranged(Importer& importer, const Value& x, Shape shape, const std::vector<int64_t>& index, double fill = 0);
// The same along one axis: index[i] is the place on the axis.
Value picked(Importer& importer, const Value& x, int axis, const std::vector<int64_t>& index, double fill = 0);
// Rows of x [n, width] by numbers [m] of a float type; -1: zeros.
Value rows_at(Importer& importer, const Value& x, const Value& index);
// a [.., m, k], b [.., k, n] as NumPy's matmul.
Value multiplied(Importer& importer, const Value& a, const Value& b);
Value softmax(Importer& importer, const Value& x, int axis, bool logarithm);

}  // namespace imagelab::onnx
