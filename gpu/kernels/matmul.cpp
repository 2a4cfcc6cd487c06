#include <algorithm>

#include "gpu/kernels/grid.h"
#include "shaders/params/matmul.h"

namespace imagelab::gpu {

Lowered lower_matmul(const Lowering& lowering, const op::MatMul& op) {
    const Shape &y = lowering.node().shape, &a = lowering.operand(0).shape, &b = lowering.operand(1).shape;
    const int64_t m = y[y.size() - 2], n = y.back(), k = a[a.size() - (op.transpose_a ? 2 : 1)], matrices = element_count(y) / (m * n);
    const auto extent = [](int64_t count) { return index_of("matmul", count); };
    index_of("matmul", std::max({element_count(a), element_count(b), element_count(y)}));
    const auto& device = lowering.capabilities;
    constexpr int64_t tile = 32;  // rows and columns of a workgroup
    const int64_t lines = (m + tile - 1) / tile;
    if (k + 64 > device.max_loop_steps)
        throw Error("[matmul] a sum of " + std::to_string(k) + " products is longer than " + device.name + " can run");
    MatMulParams params{.matrices = extent(matrices), .rows = extent(m), .columns = extent(n), .depth = extent(k)};
    params.a_matrix = element_count(a) == m * k ? 0 : extent(m * k), params.b_matrix = element_count(b) == k * n ? 0 : extent(k * n);
    params.a_row = op.transpose_a ? 1 : extent(k), params.a_column = op.transpose_a ? extent(m) : 1;
    params.b_row = op.transpose_b ? 1 : extent(n), params.b_column = op.transpose_b ? extent(k) : 1;
    const Groups groups{static_cast<uint32_t>((n + tile - 1) / tile), static_cast<uint32_t>(std::min<int64_t>(lines, device.max_groups[1])),
                        static_cast<uint32_t>(std::min<int64_t>(matrices, device.max_groups[2]))};
    const Pipeline& pipeline = lowering.pipelines.pipeline("matmul_" + dtype_suffix(lowering.node().dtype));
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        MatMulParams given = params;
        given.a = at.inputs[0], given.b = at.inputs[1], given.y = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
