#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {
namespace {

struct Visitor {
    const Lowering& at;
    Lowered operator()(const op::Input&) const { return nullptr; }
    Lowered operator()(const op::Constant&) const { return nullptr; }
    Lowered operator()(const op::Reshape&) const { return nullptr; }
    Lowered operator()(const op::Linear& op) const { return lower_linear(at, op); }
    Lowered operator()(const op::MatMul& op) const { return lower_matmul(at, op); }
    Lowered operator()(const op::Conv2d& op) const { return lower_conv2d(at, op); }
    Lowered operator()(const op::Attention& op) const { return lower_attention(at, op); }
    Lowered operator()(const op::GroupNorm& op) const { return lower_group_norm(at, op); }
    Lowered operator()(const op::LayerNorm& op) const { return lower_layer_norm(at, op); }
    Lowered operator()(const op::GroupNormGrad& op) const { return lower_group_norm_grad(at, op); }
    Lowered operator()(const op::LayerNormGrad& op) const { return lower_layer_norm_grad(at, op); }
    Lowered operator()(const op::AttentionGrad& op) const { return lower_attention_grad(at, op); }
    Lowered operator()(const op::UnaryGrad& op) const { return lower_unary_grad(at, op); }
    Lowered operator()(const op::UpsampleNearestGrad& op) const { return lower_upsample_grad(at, op); }
    Lowered operator()(const op::UnaryOp& op) const { return lower_unary(at, op); }
    Lowered operator()(const op::BinaryOp& op) const { return lower_binary(at, op); }
    Lowered operator()(const op::Affine& op) const { return lower_affine(at, op); }
    Lowered operator()(const op::Embedding& op) const { return lower_embedding(at, op); }
    Lowered operator()(const op::TakeRow& op) const { return lower_take_row(at, op); }
    Lowered operator()(const op::Sinusoid& op) const { return lower_sinusoid(at, op); }
    Lowered operator()(const op::Weight& op) const { return lower_weight(at, op); }
    Lowered operator()(const op::Concat& op) const { return lower_concat(at, op); }
    Lowered operator()(const op::Slice& op) const { return lower_slice(at, op); }
    Lowered operator()(const op::Permute& op) const { return lower_permute(at, op); }
    Lowered operator()(const op::Reduce& op) const { return lower_reduce(at, op); }
    Lowered operator()(const op::MapOp& op) const { return lower_map(at, op); }
    Lowered operator()(const op::Softmax& op) const { return lower_softmax(at, op); }
    Lowered operator()(const op::Pool& op) const { return lower_pool(at, op); }
    Lowered operator()(const op::Gather& op) const { return lower_gather(at, op); }
    Lowered operator()(const op::ToIndex& op) const { return lower_to_index(at, op); }
    Lowered operator()(const op::Resample& op) const { return lower_resample(at, op); }
    Lowered operator()(const op::UpsampleNearest& op) const { return lower_upsample(at, op); }
};

}  // namespace

Lowered lower(const Lowering& at) {
    return std::visit(Visitor{at}, at.node().op);
}

std::string dtype_suffix(DType dtype) {
    return std::string(dtype_name(dtype));
}

}  // namespace imagelab::gpu
