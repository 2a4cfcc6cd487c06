#pragma once
// A value while a model is imported: known on the host, an initializer that still lies in the file, or computed on the device. A value on
// the device lies in the order of ONNX, or with its channels (axis 1) last, as our images do, or in both; which, nobody need know but the
// primitives of `primitives.h`.
#include <memory>

#include "core/graph/tensor.h"
#include "core/onnx/array.h"

namespace imagelab::onnx {

struct ValueState;
using Value = std::shared_ptr<ValueState>;

// A Conv with its operands.
struct Convolution {
    const NodeDef* node;
    Value x, weight, bias;  // bias: perhaps none
};

struct ValueState {
    ElementType type = ElementType::f32;
    Shape shape;  // as ONNX has it; of device values without zeros
    std::shared_ptr<const Array> host;
    const TensorDef* stored = nullptr;
    Tensor plain;        // shape; [1] for a scalar
    Tensor last;         // [shape[0], shape[2] ..., shape[1]]
    bool missing = false;
    std::shared_ptr<const Convolution> convolution;  // what made it, where that was one

    bool on_device() const { return plain || last; }
    bool images() const { return last && !plain; }  // lies with channels last alone
    size_t rank() const { return shape.size(); }
};

}  // namespace imagelab::onnx
