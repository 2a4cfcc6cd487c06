#include <algorithm>
#include <cmath>

#include "gpu/kernels/units.h"
#include "shaders/params/gather.h"
#include "shaders/params/sinusoid.h"

namespace imagelab::gpu {
namespace {

// to[r] = from[r * block + index[r]], each a row of `bytes`; an index is below `rows`.
std::function<void(Recorder&, Address from, Address indices, Address to)> gather(const Lowering& lowering, int64_t count, int64_t bytes,
                                                                                 int64_t rows, int64_t block) {
    const int64_t unit = unit_of({bytes});
    index_of("embedding", std::max(rows, count * block) * bytes / unit);
    const GatherParams params{.count = index_of("embedding", count * bytes / unit),
                              .run = index_of("embedding", bytes / unit),
                              .rows = index_of("embedding", rows),
                              .fill = 0xffffffffu,
                              .block = index_of("embedding", block)};
    const Pipeline& pipeline = lowering.pipelines.pipeline(unit_shader("gather_rows", unit));
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    return [=, &pipeline](Recorder& recorder, Address from, Address indices, Address to) {
        GatherParams given = params;
        given.from = from, given.indices = indices, given.to = to;
        recorder.dispatch(pipeline, groups, given);
    };
}

int64_t row_bytes(const Node& node) {
    return node.shape.back() * static_cast<int64_t>(dtype_bytes(node.dtype));
}

}  // namespace

Lowered lower_embedding(const Lowering& lowering, const op::Embedding& op) {
    const Node& node = lowering.node();
    auto kernel = std::make_unique<Kernel>();
    kernel->weights = {{op.table, node.dtype}};
    const auto rows = gather(lowering, element_count(node.shape) / node.shape.back(), row_bytes(node), op.table.shape[0], 0);
    kernel->record = [=](Recorder& recorder, const Operands& at) { rows(recorder, at.weights[0], at.inputs[0], at.out); };
    return kernel;
}

Lowered lower_take_row(const Lowering& lowering, const op::TakeRow&) {
    const Shape& x = lowering.operand(0).shape;
    auto kernel = std::make_unique<Kernel>();
    const auto rows = gather(lowering, x[0], row_bytes(lowering.node()), x[1], x[1]);
    kernel->record = [=](Recorder& recorder, const Operands& at) { rows(recorder, at.inputs[0], at.inputs[1], at.out); };
    return kernel;
}

// diffusers get_timestep_embedding: the frequencies in its f32 steps, as many a dispatch as its parameters hold.
Lowered lower_sinusoid(const Lowering& lowering, const op::Sinusoid& op) {
    if (lowering.node().dtype != DType::f32) throw Error("[sinusoid] gives f32");
    constexpr uint32_t at_once = std::size(SinusoidParams{}.frequency);
    const uint32_t count = index_of("sinusoid", element_count(lowering.operand(0).shape)), half = static_cast<uint32_t>(op.width) / 2;
    index_of("sinusoid", int64_t{count} * op.width);
    std::vector<SinusoidParams> parts;
    for (uint32_t first = 0; first < half; first += at_once) {
        SinusoidParams params{.count = count,
                              .width = static_cast<uint32_t>(op.width),
                              .sine = op.flip_sin_to_cos ? half : 0,
                              .cosine = op.flip_sin_to_cos ? 0 : half,
                              .first = first,
                              .some = std::min(at_once, half - first)};
        for (uint32_t i = 0; i < params.some; ++i) {
            const float exponent = -std::log(op.max_period) * static_cast<float>(first + i) / (static_cast<float>(half) - op.freq_shift);
            params.frequency[i] = std::exp(exponent);
        }
        parts.push_back(params);
    }
    const Pipeline& pipeline = lowering.pipelines.pipeline("sinusoid");
    const Groups groups = grid(int64_t{count} * at_once, group_size, lowering.capabilities);
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        for (SinusoidParams part : parts) {
            part.x = at.inputs[0], part.y = at.out;
            recorder.dispatch(pipeline, groups, part);
        }
    };
    return kernel;
}

Lowered lower_weight(const Lowering& lowering, const op::Weight& op) {
    const Node& node = lowering.node();
    const int64_t bytes = element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
    auto kernel = std::make_unique<Kernel>();
    kernel->weights = {{op.weight, node.dtype}};
    kernel->record = [copy = copy_runs(lowering, {1, bytes, bytes, bytes})](Recorder& recorder, const Operands& at) {
        copy(recorder, at.weights[0], at.out);
    };
    return kernel;
}

}  // namespace imagelab::gpu
