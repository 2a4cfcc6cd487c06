#include "core/cpu/kernel.h"

namespace imagelab::cpu {

std::unique_ptr<Kernel> lower_group_norm(const Lowering& lowering, const op::GroupNorm& op) {
    const Shape x = lowering.node().shape;
    const int64_t channels = x.back(), pixels = element_count(x) / x[0] / channels;
    auto kernel = std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) {
            const Node& node = frame.schedule.graph.nodes[id];
            GroupNormArgs args{simd_type(node.dtype),
                               frame.at(node.inputs[0]),
                               node.residual == no_value ? nullptr : frame.at(node.residual),
                               reinterpret_cast<const float*>(packed[0]),
                               reinterpret_cast<const float*>(packed[1]),
                               frame.at(id),
                               x[0],
                               pixels,
                               channels,
                               op.groups,
                               op.eps,
                               op.activation == Unary::silu,
                               reinterpret_cast<float*>(scratch)};
            return [args] { simd().group_norm(args); };
        });
    kernel->weights = {plain_slot(op.gamma, DType::f32), plain_slot(op.beta, DType::f32)};
    kernel->scratch_bytes = simd().group_norm_scratch(x[0], pixels, channels);
    return kernel;
}

std::unique_ptr<Kernel> lower_layer_norm(const Lowering& lowering, const op::LayerNorm& op) {
    const Shape x = lowering.node().shape;
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>& packed) {
            const Node& node = frame.schedule.graph.nodes[id];
            LayerNormArgs args{simd_type(node.dtype),
                               frame.at(node.inputs[0]),
                               op.gamma.empty() ? nullptr : reinterpret_cast<const float*>(packed[0]),
                               op.beta.empty() ? nullptr : reinterpret_cast<const float*>(packed[1]),
                               node.inputs.size() > 1 ? frame.at(node.inputs[1]) : nullptr,
                               node.inputs.size() > 1 ? frame.at(node.inputs[2]) : nullptr,
                               frame.at(id),
                               element_count(x) / x.back(),
                               x.back(),
                               op.eps,
                               op.centred};
            return [args] { simd().layer_norm(args); };
        });
    for (const WeightRef* weight : {&op.gamma, &op.beta}) {
        if (!weight->empty()) kernel->weights.push_back(plain_slot(*weight, DType::f32));
    }
    return kernel;
}

std::unique_ptr<Kernel> lower_group_norm_grad(const Lowering& lowering, const op::GroupNormGrad& op) {
    const Shape x = lowering.node().shape;
    const int64_t channels = x.back(), pixels = element_count(x) / x[0] / channels;
    auto kernel = std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) {
            const Node& node = frame.schedule.graph.nodes[id];
            GroupNormArgs norm{.type = simd_type(node.dtype), .x = frame.at(node.inputs[0]), .y = frame.at(id), .batch = x[0]};
            norm.gamma = reinterpret_cast<const float*>(packed[0]);
            norm.pixels = pixels, norm.channels = channels, norm.groups = op.groups, norm.eps = op.eps;
            norm.scratch = reinterpret_cast<float*>(scratch);
            return [args = GroupNormGradArgs{norm, frame.at(node.inputs[1])}] { simd().group_norm_grad(args); };
        });
    kernel->weights = {plain_slot(op.gamma, DType::f32)};
    kernel->scratch_bytes = simd().group_norm_grad_scratch(x[0], pixels, channels);
    return kernel;
}

std::unique_ptr<Kernel> lower_layer_norm_grad(const Lowering& lowering, const op::LayerNormGrad& op) {
    const Shape x = lowering.node().shape;
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>& packed) {
            const Node& node = frame.schedule.graph.nodes[id];
            const LayerNormGradArgs args{simd_type(node.dtype),
                                         frame.at(node.inputs[0]),
                                         frame.at(node.inputs[1]),
                                         op.gamma.empty() ? nullptr : reinterpret_cast<const float*>(packed[0]),
                                         frame.at(id),
                                         element_count(x) / x.back(),
                                         x.back(),
                                         op.eps,
                                         op.centred};
            return [args] { simd().layer_norm_grad(args); };
        });
    if (!op.gamma.empty()) kernel->weights.push_back(plain_slot(op.gamma, DType::f32));
    return kernel;
}

}  // namespace imagelab::cpu
