#include "core/cpu/kernel.h"

namespace imagelab::cpu {

std::unique_ptr<Kernel> lower_pool(const Lowering& lowering, const op::Pool& op) {
    const Shape in = lowering.operand(0).shape, out = lowering.node().shape;
    PoolArgs args{simd_type(lowering.node().dtype), nullptr, nullptr, in[0], in[1], in[2], in[3], out[1], out[2]};
    args.kernel_y = op.kernel_y, args.kernel_x = op.kernel_x, args.stride_y = op.stride_y, args.stride_x = op.stride_x;
    args.dilation_y = op.dilation_y, args.dilation_x = op.dilation_x, args.pad_top = op.pad_top, args.pad_left = op.pad_left;
    args.counted_bottom = op.counted_bottom, args.counted_right = op.counted_right;
    args.largest = op.largest, args.counts_padding = op.counts_padding;
    return std::make_unique<FunctionKernel>([args](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        PoolArgs placed = args;
        placed.x = frame.at(frame.schedule.graph.nodes[id].inputs[0]);
        placed.y = frame.at(id);
        return [placed] { simd().pool(placed); };
    });
}

}  // namespace imagelab::cpu
