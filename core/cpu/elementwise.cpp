#include "core/cpu/kernel.h"
#include "core/graph/broadcast.h"

namespace imagelab::cpu {

std::unique_ptr<Kernel> lower_unary(const Lowering& lowering, const op::UnaryOp& op) {
    const DType from = lowering.operand(0).dtype, to = lowering.node().dtype;
    if (from != to && op.kind != Unary::none) throw Error("[unary] a cast and an activation in one node");
    const int64_t count = element_count(lowering.node().shape);
    auto kernel = std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) -> std::function<void()> {
            const std::byte* x = frame.at(frame.schedule.graph.nodes[id].inputs[0]);
            std::byte* y = frame.at(id);
            if (from != to) return [=] { simd().cast(x, simd_type(from), y, simd_type(to), count); };
            return [=] { simd().activate(static_cast<Activation>(op.kind), x, y, simd_type(to), count); };
        });
    return kernel;
}

namespace {

// How the second operand is walked while the first goes row by row (see Kernels::combine), once for each pair of offsets.
struct Broadcast {
    int64_t rows = 1, width, repeat = 1, b_rows = 1;
    int b_step;
    std::vector<std::pair<int64_t, int64_t>> offsets;  // elements of a (and the result) and of b
};

// `b`: aligned_to(a, b).
Broadcast broadcast(const Shape& a, const Shape& b) {
    Broadcast walk{.width = a.back(), .b_step = b.back() == a.back() ? 1 : 0};
    // Before the last axis: ones, then equal extents, then ones; what precedes them is walked by offsets.
    size_t end = a.size() - 1;
    while (end > 0 && b[end - 1] == 1) walk.repeat *= a[--end];
    while (end > 0 && b[end - 1] == a[end - 1]) walk.b_rows *= a[--end];
    walk.rows = walk.repeat * walk.b_rows;
    while (end > 0 && b[end - 1] == 1) walk.rows *= a[--end];
    const int64_t outer = element_count(Shape(a.begin(), a.begin() + static_cast<int64_t>(end)));
    for (int64_t i = 0; i < outer; ++i) {
        int64_t rest = i, at = 0, stride = walk.b_rows * b.back();
        for (size_t axis = end; axis-- > 0; rest /= a[axis], stride *= b[axis]) at += b[axis] == 1 ? 0 : rest % a[axis] * stride;
        walk.offsets.emplace_back(i * walk.rows * walk.width, at);
    }
    return walk;
}

}  // namespace

std::unique_ptr<Kernel> lower_binary(const Lowering& lowering, const op::BinaryOp& op) {
    const Shape& whole = lowering.operand(0).shape;
    const Broadcast walk = broadcast(whole, aligned_to(whole, lowering.operand(1).shape));
    auto kernel = std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte *a = frame.at(node.inputs[0]), *b = frame.at(node.inputs[1]);
        std::byte* y = frame.at(id);
        const Type type = simd_type(node.dtype);
        const auto size = static_cast<int64_t>(dtype_bytes(node.dtype));
        return [=] {
            for (const auto& [at, at_b] : walk.offsets) {
                simd().combine(static_cast<Combine>(op.kind), a + at * size, b + at_b * size, y + at * size, type, walk.rows, walk.width,
                               walk.repeat, walk.b_rows, walk.b_step, op.swapped);
            }
        };
    });
    return kernel;
}

std::unique_ptr<Kernel> lower_map(const Lowering& lowering, const op::MapOp& op) {
    static_assert(static_cast<int>(Function::is_zero) == static_cast<int>(Mapped::is_zero));
    const int64_t count = element_count(lowering.node().shape);
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte* x = frame.at(node.inputs[0]);
        std::byte* y = frame.at(id);
        return [=, type = simd_type(node.dtype)] { simd().map(static_cast<Mapped>(op.kind), op.a, op.b, x, y, type, count); };
    });
}

std::unique_ptr<Kernel> lower_softmax(const Lowering& lowering, const op::Softmax& op) {
    const int64_t width = lowering.node().shape.back(), rows = element_count(lowering.node().shape) / width;
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte* x = frame.at(node.inputs[0]);
        std::byte* y = frame.at(id);
        return [=, type = simd_type(node.dtype)] { simd().softmax(x, y, type, rows, width, op.logarithm); };
    });
}

std::unique_ptr<Kernel> lower_affine(const Lowering& lowering, const op::Affine& op) {
    const int64_t count = element_count(lowering.node().shape);
    auto kernel = std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte* x = frame.at(node.inputs[0]);
        std::byte* y = frame.at(id);
        const Type type = simd_type(node.dtype);
        return [=] { simd().affine(op.scale, op.shift, x, y, type, count); };
    });
    return kernel;
}

std::unique_ptr<Kernel> lower_unary_grad(const Lowering& lowering, const op::UnaryGrad& op) {
    const int64_t count = element_count(lowering.node().shape);
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte *x = frame.at(node.inputs[0]), *dy = frame.at(node.inputs[1]);
        std::byte* dx = frame.at(id);
        const Type type = simd_type(node.dtype);
        return [=] { simd().activate_grad(static_cast<Activation>(op.kind), x, dy, dx, type, count); };
    });
}

}  // namespace imagelab::cpu
