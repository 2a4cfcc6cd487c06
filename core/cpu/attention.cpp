#include "core/cpu/kernel.h"
#include "core/cpu/simd/features.h"

namespace imagelab::cpu {

std::unique_ptr<Kernel> lower_attention(const Lowering& lowering, const op::Attention& op) {
    const Node& node = lowering.node();
    const Shape q = lowering.operand(0).shape, k = lowering.operand(1).shape, v = lowering.operand(2).shape;
    const int threads = lowering.threads;
    const bool matrix_units = node.dtype == DType::bf16 && op.width / op.heads % 32 == 0 && has_amx() && permit_tiles();
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>&) {
            const Node& self = frame.schedule.graph.nodes[id];
            const int64_t size = static_cast<int64_t>(dtype_bytes(self.dtype));
            AttentionArgs args{simd_type(self.dtype),
                               frame.at(self.inputs[0]) + op.q_column * size,
                               frame.at(self.inputs[1]) + op.k_column * size,
                               frame.at(self.inputs[2]) + op.v_column * size,
                               frame.at(id),
                               q[0],
                               op.heads,
                               q[1],
                               k[1],
                               op.width / op.heads,
                               q[2],
                               k[2],
                               v[2],
                               op.width,
                               op.scale,
                               op.mask == Mask::causal,
                               op.counted ? reinterpret_cast<const int32_t*>(frame.at(self.inputs[3])) : nullptr,
                               op.biased ? frame.at(self.inputs[op.bias_input()]) : nullptr,
                               scratch,
                               threads,
                               matrix_units};
            return [args] {
                for (int64_t b = 0; args.counts != nullptr && b < args.batch; ++b) {
                    if (args.counts[b] < 1 || args.counts[b] > args.keys)
                        throw Error("[attention] " + std::to_string(args.counts[b]) + " keys of " + std::to_string(args.keys));
                }
                simd().attention(args);
            };
        });
    const int64_t bias = op.biased ? (q[1] + k[1] + 63) / 64 * 64 * static_cast<int64_t>(sizeof(float)) : 0;
    kernel->scratch_bytes = (simd().attention_scratch(simd_type(node.dtype), op.width / op.heads) + bias) * threads;
    return kernel;
}

std::unique_ptr<Kernel> lower_attention_grad(const Lowering& lowering, const op::AttentionGrad& op) {
    const Shape q = lowering.operand(0).shape, k = lowering.operand(1).shape;
    const int threads = lowering.threads;
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>&) {
            const Node& node = frame.schedule.graph.nodes[id];
            const auto input = [&](size_t i) { return frame.at(node.inputs[i]); };
            AttentionGradArgs args{simd_type(node.dtype), input(0), input(1), input(2), input(3), input(4), frame.at(id)};
            args.batch = q[0], args.heads = op.heads, args.queries = q[1], args.keys = k[1], args.head = op.width / op.heads;
            args.scale = op.scale, args.causal = op.mask == Mask::causal;
            args.scratch = scratch, args.threads = threads;
            return [args] { simd().attention_grad(args); };
        });
    kernel->scratch_bytes = simd().attention_grad_scratch(k[1], op.width / op.heads) * threads;
    return kernel;
}

}  // namespace imagelab::cpu
