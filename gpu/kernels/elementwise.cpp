#include "core/graph/broadcast.h"
#include "gpu/kernels/grid.h"
#include "shaders/params/activation.h"
#include "shaders/params/affine.h"
#include "shaders/params/binary.h"
#include "shaders/params/function.h"
#include "shaders/params/unary.h"
#include "shaders/params/unary_grad.h"

namespace imagelab::gpu {
namespace {

// The shaders' numbers for what the graph names.
static_assert(static_cast<uint32_t>(Unary::none) == act_none && static_cast<uint32_t>(Unary::silu) == act_silu &&
              static_cast<uint32_t>(Unary::gelu_erf) == act_gelu_erf && static_cast<uint32_t>(Unary::gelu_tanh) == act_gelu_tanh &&
              static_cast<uint32_t>(Unary::quick_gelu) == act_quick_gelu && static_cast<uint32_t>(Unary::relu) == act_relu &&
              static_cast<uint32_t>(Unary::sigmoid) == act_sigmoid && static_cast<uint32_t>(Unary::tanh) == act_tanh);
static_assert(static_cast<uint32_t>(Binary::add) == binary_add && static_cast<uint32_t>(Binary::sub) == binary_sub &&
              static_cast<uint32_t>(Binary::mul) == binary_mul && static_cast<uint32_t>(Binary::pow) == binary_pow &&
              static_cast<uint32_t>(Binary::drop) == binary_drop);
static_assert(static_cast<uint32_t>(Function::exp) == map_exp && static_cast<uint32_t>(Function::erf) == map_erf &&
              static_cast<uint32_t>(Function::clip) == map_clip && static_cast<uint32_t>(Function::is_zero) == map_is_zero);

// Four elements an invocation.
Groups map_grid(uint32_t count, const Capabilities& capabilities) {
    return grid(count, 4 * group_size, capabilities);
}

std::string cast_shader(DType from, DType to) {
    if (from == DType::f32) return "narrow_" + dtype_suffix(to);
    if (to == DType::f32) return "widen_" + dtype_suffix(from);
    throw Error("[unary] no cast from " + dtype_suffix(from) + " to " + dtype_suffix(to));
}

// The axes of a, those of extent 1 dropped and neighbours joined where b lies the same way along both; the innermost first.
struct Broadcast {
    struct Axis {
        int64_t extent, b_stride;
    };
    std::vector<Axis> axes;
};

// `b`: aligned_to(a, b).
Broadcast broadcast(const Shape& a, const Shape& b) {
    Broadcast walk;
    int64_t stride = 1;
    for (size_t i = a.size(); i-- > 0; stride *= b[i]) {
        if (a[i] == 1) continue;
        const bool repeats = b[i] == 1;
        if (!walk.axes.empty() && (walk.axes.back().b_stride == 0) == repeats)
            walk.axes.back().extent *= a[i];
        else
            walk.axes.push_back({a[i], repeats ? 0 : stride});
    }
    if (walk.axes.empty()) walk.axes.push_back({1, 1});
    if (walk.axes.size() > 4) throw Error("[binary] " + shape_text(b) + " repeats in too many ways along " + shape_text(a));
    return walk;
}

}  // namespace

Lowered lower_unary(const Lowering& lowering, const op::UnaryOp& op) {
    const DType from = lowering.operand(0).dtype, to = lowering.node().dtype;
    if (from != to && op.kind != Unary::none) throw Error("[unary] a cast and an activation in one node");
    const uint32_t count = index_of("unary", element_count(lowering.node().shape));
    const Pipeline& pipeline =
        from != to ? lowering.pipelines.pipeline(cast_shader(from, to))
                   : lowering.pipelines.pipeline("unary_" + dtype_suffix(to), UnaryConstants{static_cast<uint32_t>(op.kind)});
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = map_grid(count, lowering.capabilities)](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, UnaryParams{at.inputs[0], at.out, count});
    };
    return kernel;
}

Lowered lower_unary_grad(const Lowering& lowering, const op::UnaryGrad& op) {
    const uint32_t count = index_of("unary_grad", element_count(lowering.node().shape));
    const Pipeline& pipeline = lowering.pipelines.pipeline("unary_grad_" + dtype_suffix(lowering.node().dtype),
                                                           UnaryGradConstants{static_cast<uint32_t>(op.kind)});
    auto kernel = std::make_unique<Kernel>();
    const Groups groups = grid(count, group_size, lowering.capabilities);
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, UnaryGradParams{at.inputs[0], at.inputs[1], at.out, count});
    };
    return kernel;
}

Lowered lower_binary(const Lowering& lowering, const op::BinaryOp& op) {
    const Shape& whole = lowering.operand(0).shape;
    const auto axes = broadcast(whole, aligned_to(whole, lowering.operand(1).shape)).axes;
    const int64_t count = element_count(lowering.node().shape);
    const bool fours = axes[0].extent % 4 == 0, spread = axes[0].b_stride == 0;
    const uint32_t lanes = !fours ? one_and_one : spread ? four_and_one : four_and_four;
    BinaryParams params{.count = index_of("binary", count) / (fours ? 4 : 1), .extent = {1, 1, 1}};
    for (size_t i = 0; i < axes.size(); ++i) {
        if (i < 3) params.extent[i] = static_cast<uint32_t>(axes[i].extent / (i == 0 && fours ? 4 : 1));
        params.b_stride[i] = static_cast<uint32_t>(axes[i].b_stride / (i > 0 && lanes == four_and_four ? 4 : 1));
    }
    const Pipeline& pipeline = lowering.pipelines.pipeline(
        "binary_" + dtype_suffix(lowering.node().dtype),
        BinaryConstants{
            .kind = static_cast<uint32_t>(op.kind), .lanes = lanes, .rank = static_cast<uint32_t>(axes.size()), .swapped = op.swapped});
    auto kernel = std::make_unique<Kernel>();
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        BinaryParams given = params;
        given.a = at.inputs[0], given.b = at.inputs[1], given.y = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

Lowered lower_map(const Lowering& lowering, const op::MapOp& op) {
    const uint32_t count = index_of("map", element_count(lowering.node().shape));
    const Pipeline& pipeline = lowering.pipelines.pipeline("function_" + dtype_suffix(lowering.node().dtype),
                                                           FunctionConstants{.kind = static_cast<uint32_t>(op.kind)});
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = map_grid(count, lowering.capabilities)](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, FunctionParams{at.inputs[0], at.out, count, op.a, op.b});
    };
    return kernel;
}

Lowered lower_affine(const Lowering& lowering, const op::Affine& op) {
    const uint32_t count = index_of("affine", element_count(lowering.node().shape));
    const Pipeline& pipeline = lowering.pipelines.pipeline("affine_" + dtype_suffix(lowering.node().dtype));
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = map_grid(count, lowering.capabilities)](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, AffineParams{at.inputs[0], at.out, count, op.scale, op.shift});
    };
    return kernel;
}

}  // namespace imagelab::gpu
