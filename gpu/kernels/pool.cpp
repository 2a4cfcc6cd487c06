#include "shaders/params/pool.h"
#include "gpu/kernels/grid.h"

namespace imagelab::gpu {

Lowered lower_pool(const Lowering& lowering, const op::Pool& op) {
    const Shape &x = lowering.operand(0).shape, &y = lowering.node().shape;
    const auto number = [](int64_t n) { return index_of("pool", n); };
    number(element_count(x));
    const PoolParams params{.count = number(element_count(y)),
                            .height = number(x[1]),
                            .width = number(x[2]),
                            .channels = number(x[3]),
                            .out_height = number(y[1]),
                            .out_width = number(y[2]),
                            .kernel_y = number(op.kernel_y),
                            .kernel_x = number(op.kernel_x),
                            .stride_y = number(op.stride_y),
                            .stride_x = number(op.stride_x),
                            .dilation_y = number(op.dilation_y),
                            .dilation_x = number(op.dilation_x),
                            .pad_top = number(op.pad_top),
                            .pad_left = number(op.pad_left),
                            .counted_bottom = number(op.counted_bottom),
                            .counted_right = number(op.counted_right)};
    const Pipeline& pipeline = lowering.pipelines.pipeline("pool_" + dtype_suffix(lowering.node().dtype),
                                                           PoolConstants{.largest = op.largest, .counts_padding = op.counts_padding});
    const Groups groups = looped_grid("pool", params.count, int64_t{op.kernel_y} * (op.kernel_x + 1), lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        PoolParams given = params;
        given.x = at.inputs[0], given.y = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
