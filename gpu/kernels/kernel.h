#pragma once
// One node made ready for the GPU: the weights it wants in which layout, its scratch, and how its dispatches are recorded.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/graph/graph.h"
#include "gpu/kernels/capabilities.h"
#include "gpu/kernels/recorder.h"

namespace imagelab::gpu {

struct Tuning;  // gpu/kernels/variant_choice.h

// How a weight lies on the device. Rows are the first axis of the torch tensor, columns all the others.
enum class WeightLayout : uint8_t {
    plain,       // torch order
    ohwi,        // convolution: OIHW -> [O, H, W, I]
    transposed,  // [columns, rows]; for a convolution [H, W, I, O]
    turned,      // a convolution the other way: [H, W, O, I], both sides of the kernel from behind
};

struct WeightSlot {
    WeightRef ref;
    DType dtype = DType::f32;
    WeightLayout layout = WeightLayout::plain;
    int64_t row_multiple = 1, column_multiple = 1;  // both extents of the packed matrix are padded with zeros to these
    bool operator==(const WeightSlot&) const = default;
};

// Where a node's values lie when it is recorded.
struct Operands {
    std::vector<Address> inputs;   // in the node's order
    std::vector<Address> weights;  // in the order of Kernel::weights
    Address out = 0, residual = 0, factor = 0, scratch = 0;
};

struct Kernel {
    std::vector<WeightSlot> weights;
    int64_t scratch_bytes = 0;
    std::string variant;  // which of several ways it runs, for people: "tiled 64x64"; what it costs says core/device/op_cost.h
    std::function<void(Recorder&, const Operands&)> record;
};

struct Lowering {
    const Graph& graph;
    ValueId id;
    PipelineSource& pipelines;
    const Capabilities& capabilities;
    const Tuning* tuning = nullptr;
    const Node& node() const { return graph.nodes[id]; }
    const Node& operand(size_t i) const { return graph.nodes[node().inputs[i]]; }
};

// One per op family; no value means that there is nothing to run (inputs, constants, reshapes).
using Lowered = std::unique_ptr<Kernel>;
Lowered lower_linear(const Lowering&, const op::Linear&);         // kernels/linear.cpp
Lowered lower_matmul(const Lowering&, const op::MatMul&);         // kernels/matmul.cpp
Lowered lower_conv2d(const Lowering&, const op::Conv2d&);         // kernels/conv.cpp
Lowered lower_attention(const Lowering&, const op::Attention&);   // kernels/attention.cpp
Lowered lower_group_norm(const Lowering&, const op::GroupNorm&);  // kernels/norm.cpp
Lowered lower_layer_norm(const Lowering&, const op::LayerNorm&);
Lowered lower_softmax(const Lowering&, const op::Softmax&);
Lowered lower_group_norm_grad(const Lowering&, const op::GroupNormGrad&);  // kernels/norm_grad.cpp
Lowered lower_layer_norm_grad(const Lowering&, const op::LayerNormGrad&);
Lowered lower_attention_grad(const Lowering&, const op::AttentionGrad&);  // kernels/attention_grad.cpp
Lowered lower_unary_grad(const Lowering&, const op::UnaryGrad&);
Lowered lower_upsample_grad(const Lowering&, const op::UpsampleNearestGrad&);
Lowered lower_unary(const Lowering&, const op::UnaryOp&);  // kernels/elementwise.cpp
Lowered lower_binary(const Lowering&, const op::BinaryOp&);
Lowered lower_affine(const Lowering&, const op::Affine&);
Lowered lower_map(const Lowering&, const op::MapOp&);
Lowered lower_embedding(const Lowering&, const op::Embedding&);  // kernels/embedding.cpp
Lowered lower_take_row(const Lowering&, const op::TakeRow&);
Lowered lower_sinusoid(const Lowering&, const op::Sinusoid&);
Lowered lower_weight(const Lowering&, const op::Weight&);
Lowered lower_concat(const Lowering&, const op::Concat&);  // kernels/shape.cpp
Lowered lower_slice(const Lowering&, const op::Slice&);
Lowered lower_permute(const Lowering&, const op::Permute&);  // kernels/permute.cpp
Lowered lower_reduce(const Lowering&, const op::Reduce&);    // kernels/reduce.cpp
Lowered lower_pool(const Lowering&, const op::Pool&);          // kernels/pool.cpp
Lowered lower_gather(const Lowering&, const op::Gather&);      // kernels/gather.cpp
Lowered lower_to_index(const Lowering&, const op::ToIndex&);
Lowered lower_resample(const Lowering&, const op::Resample&);
Lowered lower_upsample(const Lowering&, const op::UpsampleNearest&);
Lowered lower(const Lowering&);  // kernels/lower.cpp

std::string dtype_suffix(DType dtype);  // "f32", "f16", "bf16", as shader variants end

}  // namespace imagelab::gpu
