#include <algorithm>
#include <bit>

#include "gpu/kernels/grid.h"
#include "shaders/params/norm_grad.h"

namespace imagelab::gpu {
namespace {

struct Norm {
    int64_t images, pixels, channels, groups;
    float eps;
    bool centred;
};

// A workgroup a group, or several small groups a workgroup.
Lowered lower_norm_grad(const Lowering& lowering, const Norm& norm, const WeightRef& gamma) {
    const int64_t count = norm.pixels * norm.channels / norm.groups;
    const auto extent = [](int64_t i) { return index_of("norm_grad", i); };
    index_of("norm_grad", element_count(lowering.node().shape));
    const auto lanes = std::bit_floor(static_cast<uint32_t>(std::clamp<int64_t>(count / 4, 1, group_size)));
    if (3 * (count / lanes + 1) + 64 > lowering.capabilities.max_loop_steps)
        throw Error("[norm_grad] " + std::to_string(count) + " elements of a group are more than " + lowering.capabilities.name +
                    " can run");
    const Pipeline& pipeline = lowering.pipelines.pipeline(
        "norm_grad_" + dtype_suffix(lowering.node().dtype),
        NormGradConstants{.invocations = group_size, .lanes = lanes, .weighed = !gamma.empty(), .centred = norm.centred});
    // Not grid(): where a group goes by in many steps, each workgroup has but one of them.
    const Groups groups{static_cast<uint32_t>(
        std::min<int64_t>((norm.images * norm.groups * lanes + group_size - 1) / group_size, lowering.capabilities.max_groups[0]))};
    auto kernel = std::make_unique<Kernel>();
    if (!gamma.empty()) kernel->weights.push_back({gamma, DType::f32});
    NormGradParams params{.images = extent(norm.images), .pixels = extent(norm.pixels), .channels = extent(norm.channels)};
    params.groups = extent(norm.groups), params.eps = norm.eps;
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        NormGradParams given = params;
        given.x = at.inputs[0], given.dy = at.inputs[1], given.dx = at.out;
        if (!at.weights.empty()) given.gamma = at.weights[0];
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace

Lowered lower_group_norm_grad(const Lowering& lowering, const op::GroupNormGrad& op) {
    const Shape& x = lowering.node().shape;
    return lower_norm_grad(lowering, {x[0], element_count(x) / (x[0] * x.back()), x.back(), op.groups, op.eps, true}, op.gamma);
}

Lowered lower_layer_norm_grad(const Lowering& lowering, const op::LayerNormGrad& op) {
    const Shape& x = lowering.node().shape;
    return lower_norm_grad(lowering, {element_count(x) / x.back(), 1, x.back(), 1, op.eps, op.centred}, op.gamma);
}

}  // namespace imagelab::gpu
