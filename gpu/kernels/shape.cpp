// Concat, slice and nearest upsampling: copies of runs of bytes.
#include "gpu/kernels/units.h"
#include "shaders/params/upsample.h"

namespace imagelab::gpu {
namespace {

int64_t product(const Shape& shape, size_t begin, size_t end) {
    return element_count(Shape(shape.begin() + static_cast<int64_t>(begin), shape.begin() + static_cast<int64_t>(end)));
}

}  // namespace

Lowered lower_concat(const Lowering& lowering, const op::Concat& op) {
    const Shape& whole = lowering.node().shape;
    const auto axis = static_cast<size_t>(op.axis);
    const auto element = static_cast<int64_t>(dtype_bytes(lowering.node().dtype));
    const int64_t outer = product(whole, 0, axis), pitch = product(whole, axis, whole.size()) * element;
    std::vector<std::function<void(Recorder&, Address, Address)>> parts;
    int64_t begin = 0;
    for (size_t i = 0; i < lowering.node().inputs.size(); ++i) {
        const Shape& shape = lowering.operand(i).shape;
        const int64_t run = product(shape, axis, shape.size()) * element;
        parts.push_back(copy_runs(lowering, {outer, run, run, pitch, 0, begin}));
        begin += run;
    }
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [parts = std::move(parts)](Recorder& recorder, const Operands& at) {
        for (size_t i = 0; i < parts.size(); ++i) parts[i](recorder, at.inputs[i], at.out);
    };
    return kernel;
}

Lowered lower_slice(const Lowering& lowering, const op::Slice& op) {
    const Shape &part = lowering.node().shape, &whole = lowering.operand(0).shape;
    const auto axis = static_cast<size_t>(op.axis);
    const int64_t inner = product(whole, axis + 1, whole.size()) * static_cast<int64_t>(dtype_bytes(lowering.node().dtype));
    const int64_t run = part[axis] * inner;
    auto kernel = std::make_unique<Kernel>();
    kernel->record = [copy = copy_runs(lowering, {product(whole, 0, axis), run, whole[axis] * inner, run, op.begin * inner, 0})](
                         Recorder& recorder, const Operands& at) { copy(recorder, at.inputs[0], at.out); };
    return kernel;
}

Lowered lower_upsample(const Lowering& lowering, const op::UpsampleNearest&) {
    const Shape &in = lowering.operand(0).shape, &out = lowering.node().shape;
    const int64_t pixel = in[3] * static_cast<int64_t>(dtype_bytes(lowering.node().dtype)), unit = unit_of({pixel});
    const auto extent = [](int64_t i) { return index_of("upsample_nearest", i); };
    const UpsampleParams params{.count = extent(element_count(out) / in[3] * (pixel / unit)),
                                .run = extent(pixel / unit),
                                .from_height = extent(in[1]),
                                .from_width = extent(in[2]),
                                .to_height = extent(out[1]),
                                .to_width = extent(out[2])};
    const Pipeline& pipeline = lowering.pipelines.pipeline(unit_shader("upsample_nearest", unit));
    auto kernel = std::make_unique<Kernel>();
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        UpsampleParams given = params;
        given.from = at.inputs[0], given.to = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

Lowered lower_upsample_grad(const Lowering& lowering, const op::UpsampleNearestGrad&) {
    const Shape &large = lowering.operand(0).shape, &small = lowering.node().shape;
    const auto extent = [](int64_t i) { return index_of("upsample_nearest_grad", i); };
    index_of("upsample_nearest_grad", element_count(large));
    const UpsampleParams params{.count = extent(element_count(small)),
                                .run = extent(small[3]),
                                .from_height = extent(large[1]),
                                .from_width = extent(large[2]),
                                .to_height = extent(small[1]),
                                .to_width = extent(small[2])};
    const Pipeline& pipeline = lowering.pipelines.pipeline("upsample_nearest_grad_" + dtype_suffix(lowering.node().dtype));
    auto kernel = std::make_unique<Kernel>();
    const Groups groups = grid(params.count, group_size, lowering.capabilities);
    kernel->record = [=, &pipeline](Recorder& recorder, const Operands& at) {
        UpsampleParams given = params;
        given.from = at.inputs[0], given.to = at.out;
        recorder.dispatch(pipeline, groups, given);
    };
    return kernel;
}

}  // namespace imagelab::gpu
