#include "core/weights/stack_parts.h"

#include "core/weights/convert.h"

namespace imagelab {
namespace {

void convert_part(const WeightMap& weights, const WeightPart& part, const WeightRef& whole, DType dtype, std::byte* target, int64_t rows) {
    Shape expected = whole.shape;
    const TensorView* found = weights.find(part.name);
    // The part may be some rows of a taller tensor, or one of several stacked ones: its height is the file's, the rest must agree.
    if (found != nullptr && !found->shape.empty())
        expected[0] = part.rows < 0 && whole.parts.size() == 1 ? whole.shape[0] : found->shape[0];
    const TensorView& view = weights.at(part.name, expected);
    if (part.row_begin + rows > expected[0])
        throw Error("[weights] " + part.name + " has " + std::to_string(expected[0]) + " rows, " + std::to_string(part.row_begin + rows) +
                    " are needed");
    if (view.transposed && (whole.parts.size() > 1 || rows != view.shape[0]))
        throw Error("[weights] " + part.name + ": a part of a transposed tensor");
    const int64_t row = element_count(expected) / expected[0];
    const int64_t first = part.row_begin * row, count = rows * row;
    if (!read_elements(view, first, count, dtype, target)) throw Error(not_finite(part.name, view, weights.source()).message);
    if (view.source) return view.source->release(first, count);
    TensorView read = view;
    read.data += static_cast<size_t>(first) * dtype_bytes(view.dtype);
    if (!view.transposed) read.shape[0] = rows;
    weights.release(read);
}

}  // namespace

bool stored_transposed(const WeightMap& weights, const WeightRef& ref) {
    const TensorView* first = weights.find(ref.parts.front().name);
    return first != nullptr && first->transposed;
}

void stack_parts(const WeightMap& weights, const WeightRef& ref, DType dtype, std::byte* target) {
    const int64_t row = element_count(ref.shape) / ref.shape[0] * static_cast<int64_t>(dtype_bytes(dtype));
    int64_t left = ref.shape[0];
    for (const WeightPart& part : ref.parts) {
        const TensorView* view = weights.find(part.name);
        const int64_t rows = part.rows >= 0 ? part.rows : ref.parts.size() == 1 || view == nullptr ? left : view->shape[0];
        if (rows > left)
            throw Error("[weights] " + part.name + ": " + std::to_string(rows) + " rows where " + std::to_string(left) + " fit");
        convert_part(weights, part, ref, dtype, target, rows);
        target += rows * row;
        left -= rows;
    }
    if (left != 0) throw Error("[weights] " + ref.parts.front().name + " and its neighbours lack " + std::to_string(left) + " rows");
}

}  // namespace imagelab
