#include <algorithm>
#include <limits>

#include "gpu/kernels/grid.h"
#include "shaders/params/attention_grad.h"

namespace imagelab::gpu {

Lowered lower_attention_grad(const Lowering& lowering, const op::AttentionGrad& op) {
    const Shape &q = lowering.operand(0).shape, &k = lowering.operand(1).shape;
    const int64_t head = op.width / op.heads, kept = 16, chunks = (head + kept - 1) / kept;
    const auto extent = [](int64_t i) { return index_of("attention_grad", i); };
    index_of("attention_grad", element_count(lowering.node().shape));
    const auto& device = lowering.capabilities;
    if ((2 * head + kept + 4) * std::max(q[1], k[1]) > device.max_loop_steps)
        throw Error("[attention_grad] " + std::to_string(std::max(q[1], k[1])) + " tokens of " + std::to_string(head) + " are more than " +
                    device.name + " can run");
    AttentionGradParams params{.queries = extent(q[1]), .keys = extent(k[1]), .heads = extent(op.heads), .head = extent(head)};
    params.causal = op.mask == Mask::causal, params.scale = op.scale;
    const std::string type = dtype_suffix(lowering.node().dtype);
    const Pipeline& first = lowering.pipelines.pipeline("attention_grad_queries_" + type);
    const Pipeline& second = lowering.pipelines.pipeline("attention_grad_keys_" + type);
    const auto groups = [&](int64_t tokens) {
        return Groups{static_cast<uint32_t>((tokens + 31) / 32), params.heads, static_cast<uint32_t>(q[0] * chunks)};
    };
    auto kernel = std::make_unique<Kernel>();
    kernel->scratch_bytes = q[0] * op.heads * q[1] * 2 * static_cast<int64_t>(sizeof(float));
    kernel->record = [=, &first, &second, queries = groups(q[1]), keys = groups(k[1])](Recorder& recorder, const Operands& at) {
        AttentionGradParams given = params;
        given.q = at.inputs[0], given.k = at.inputs[1], given.v = at.inputs[2], given.y = at.inputs[3], given.dy = at.inputs[4];
        given.grads = at.out, given.rows = at.scratch;
        recorder.dispatch(first, queries, given);
        recorder.barrier();
        recorder.dispatch(second, keys, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
