#pragma once
// Axes in ONNX's order and with channels last.
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab::onnx {

Tensor permuted(Tensor x, const std::vector<int>& axes);  // a reshape where only axes of extent 1 move
std::vector<int> last_order(size_t rank);                 // 0, 2, 3 ..., 1
int axis_in_last(int axis, size_t rank);                  // where an axis lies with channels last

}  // namespace imagelab::onnx
