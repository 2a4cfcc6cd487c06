#pragma once
// The operators by family, each a list of names (onnx/onnx/defs) with what imports them.
#include <span>

#include "core/onnx/importer.h"

namespace imagelab::onnx {

struct OperatorRow {
    std::string_view name;
    Operator run;
};
std::span<const OperatorRow> element_operators();    // of each element on its own
std::span<const OperatorRow> reduction_operators();  // over axes: sums, extremes, softmax, sums that go on
std::span<const OperatorRow> shape_operators();      // elements in other places
std::span<const OperatorRow> index_operators();      // elements by number
std::span<const OperatorRow> window_operators();     // convolutions and pools
std::span<const OperatorRow> norm_operators();
std::span<const OperatorRow> matrix_operators();
std::span<const OperatorRow> resize_operators();
std::span<const OperatorRow> quantized_operators();
std::span<const OperatorRow> control_operators();  // constants, branches, loops
std::span<const OperatorRow> recurrent_operators();
std::span<const OperatorRow> sample_operators();  // elements at computed places
std::span<const OperatorRow> box_operators();
std::span<const OperatorRow> random_operators();

// What Conv does with the attributes of this node; no bias: null.
Value convolution(NodeContext& node, const Value& x, const Value& w, const Value& bias);

// y * factor + offset, each with a number a channel, where y comes from a Conv that nothing else wants: the Conv with another weight and
// bias (Jacob et al. 2018, section 3.2). null: it does not, or these are too many numbers.
Value scaled_convolution(Importer& importer, const Value& y, const Array& factor, const Array& offset);

// Every name there is, sorted, for people.
std::vector<std::string_view> operator_names();

}  // namespace imagelab::onnx
