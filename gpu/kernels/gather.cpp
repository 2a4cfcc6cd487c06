// Rows by number, numbers from floats, and weighted sums of rows.
#include <algorithm>
#include <bit>

#include "core/weights/convert.h"
#include "gpu/kernels/units.h"
#include "shaders/params/gather.h"
#include "shaders/params/resample.h"
#include "shaders/params/unary.h"

namespace imagelab::gpu {
namespace {

// The 32 bits that hold `value` once, or twice where elements have 16.
uint32_t pattern(float value, DType dtype) {
    if (dtype == DType::f32) return std::bit_cast<uint32_t>(value);
    const uint32_t half = dtype == DType::bf16 ? f32_to_bf16(value) : f32_to_f16(value);
    return half << 16 | half;
}

}  // namespace

Lowered lower_gather(const Lowering& lowering, const op::Gather& op) {
    const Node& node = lowering.node();
    if (node.dtype == DType::i32) throw Error("[gather] rows of i32");
    const int64_t count = node.shape[0], rows = lowering.operand(0).shape[0],
                  bytes = element_count(node.shape) / count * static_cast<int64_t>(dtype_bytes(node.dtype)), unit = unit_of({bytes});
    index_of("gather", std::max(rows, count) * (bytes / unit));
    const GatherParams params{.count = index_of("gather", count * (bytes / unit)),
                              .run = index_of("gather", bytes / unit),
                              .rows = index_of("gather", rows),
                              .fill = pattern(op.fill, node.dtype),
                              .block = 0};
    const Pipeline& pipeline = lowering.pipelines.pipeline(unit_shader("gather_rows", unit));
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = grid(params.count, group_size, lowering.capabilities)](Recorder& recorder,
                                                                                                    const Operands& at) {
        GatherParams given = params;
        given.from = at.inputs[0], given.indices = at.inputs[1], given.to = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

Lowered lower_to_index(const Lowering& lowering, const op::ToIndex&) {
    const uint32_t count = index_of("to_index", element_count(lowering.node().shape));
    const Pipeline& pipeline = lowering.pipelines.pipeline("to_index_" + dtype_suffix(lowering.operand(0).dtype));
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = grid(count, group_size, lowering.capabilities)](Recorder& recorder, const Operands& at) {
        recorder.dispatch(pipeline, groups, UnaryParams{at.inputs[0], at.out, count});
    };
    return kernel;
}

Lowered lower_resample(const Lowering& lowering, const op::Resample&) {
    const Shape &x = lowering.operand(0).shape, &index = lowering.operand(1).shape;
    const auto number = [](int64_t n) { return index_of("resample", n); };
    number(element_count(x));
    const ResampleParams params{.count = number(element_count(lowering.node().shape)),
                                .n = number(x[1]),
                                .inner = number(x[2]),
                                .made = number(index[0]),
                                .terms = number(index[1])};
    const Pipeline& pipeline = lowering.pipelines.pipeline("resample_" + dtype_suffix(lowering.node().dtype));
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [=, &pipeline, groups = looped_grid("resample", params.count, params.terms, lowering.capabilities)](
                         Recorder& recorder, const Operands& at) {
        ResampleParams given = params;
        given.x = at.inputs[0], given.indices = at.inputs[1], given.weights = at.inputs[2], given.y = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
