// What has no kernel yet; goes line by line as they come.
#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {
namespace {

[[noreturn]] Lowered pending(const Lowering& at) {
    throw Error("[vulkan] " + std::string(op_name(at.node().op)) + " has no kernel yet");
}

}  // namespace

// clang-format off
Lowered lower_linear(const Lowering& at, const op::Linear&) { return pending(at); }
Lowered lower_conv2d(const Lowering& at, const op::Conv2d&) { return pending(at); }
Lowered lower_attention(const Lowering& at, const op::Attention&) { return pending(at); }
Lowered lower_group_norm(const Lowering& at, const op::GroupNorm&) { return pending(at); }
Lowered lower_layer_norm(const Lowering& at, const op::LayerNorm&) { return pending(at); }
Lowered lower_unary(const Lowering& at, const op::UnaryOp&) { return pending(at); }
Lowered lower_binary(const Lowering& at, const op::BinaryOp&) { return pending(at); }
Lowered lower_embedding(const Lowering& at, const op::Embedding&) { return pending(at); }
Lowered lower_take_row(const Lowering& at, const op::TakeRow&) { return pending(at); }
Lowered lower_sinusoid(const Lowering& at, const op::Sinusoid&) { return pending(at); }
Lowered lower_weight(const Lowering& at, const op::Weight&) { return pending(at); }
Lowered lower_concat(const Lowering& at, const op::Concat&) { return pending(at); }
Lowered lower_slice(const Lowering& at, const op::Slice&) { return pending(at); }
Lowered lower_upsample(const Lowering& at, const op::UpsampleNearest&) { return pending(at); }

}  // namespace imagelab::gpu
