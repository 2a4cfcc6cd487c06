// Concat, slice and nearest upsampling: copies of runs of bytes.
#include <cstring>

#include "core/cpu/kernel.h"

namespace imagelab::cpu {
namespace {

int64_t product(const Shape& shape, size_t begin, size_t end) {
    int64_t count = 1;
    for (size_t i = begin; i < end; ++i) count *= shape[i];
    return count;
}

// `outer` runs of `bytes`, with their own distance in source and target.
void copy_runs(const std::byte* from, int64_t from_pitch, std::byte* to, int64_t to_pitch, int64_t outer, size_t bytes) {
#pragma omp parallel for schedule(static) if (outer > 64)
    for (int64_t i = 0; i < outer; ++i) std::memcpy(to + i * to_pitch, from + i * from_pitch, bytes);
}

}  // namespace

std::unique_ptr<Kernel> lower_concat(const Lowering& lowering, const op::Concat& op) {
    const Shape whole = lowering.node().shape;
    const auto axis = static_cast<size_t>(op.axis);
    const int64_t element = static_cast<int64_t>(dtype_bytes(lowering.node().dtype));
    const int64_t outer = product(whole, 0, axis), pitch = product(whole, axis, whole.size()) * element;
    auto kernel = std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        struct Part {
            const std::byte* from;
            std::byte* to;
            int64_t bytes;
        };
        std::vector<Part> parts;
        std::byte* to = frame.at(id);
        for (ValueId input : frame.schedule.graph.nodes[id].inputs) {
            const Shape& shape = frame.schedule.graph.nodes[input].shape;
            parts.push_back({frame.at(input), to, product(shape, axis, shape.size()) * element});
            to += parts.back().bytes;
        }
        return [=] {
            for (const Part& part : parts) copy_runs(part.from, part.bytes, part.to, pitch, outer, static_cast<size_t>(part.bytes));
        };
    });
    return kernel;
}

std::unique_ptr<Kernel> lower_slice(const Lowering& lowering, const op::Slice& op) {
    const Shape part = lowering.node().shape, whole = lowering.operand(0).shape;
    const auto axis = static_cast<size_t>(op.axis);
    const int64_t element = static_cast<int64_t>(dtype_bytes(lowering.node().dtype)),
                  inner = product(whole, axis + 1, whole.size()) * element;
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const std::byte* from = frame.at(frame.schedule.graph.nodes[id].inputs[0]) + op.begin * inner;
        std::byte* to = frame.at(id);
        return [=] {
            copy_runs(from, whole[axis] * inner, to, part[axis] * inner, product(whole, 0, axis), static_cast<size_t>(part[axis] * inner));
        };
    });
}

// torch's nearest: source index floor(i * (in / out)) with the ratio in f32.
std::unique_ptr<Kernel> lower_upsample(const Lowering& lowering, const op::UpsampleNearest&) {
    const Shape in = lowering.operand(0).shape, out = lowering.node().shape;
    const int64_t pixel = in[3] * static_cast<int64_t>(dtype_bytes(lowering.node().dtype));
    const auto source = [](int64_t i, int64_t from, int64_t to) {
        const float ratio = static_cast<float>(from) / static_cast<float>(to);
        return std::min(static_cast<int64_t>(static_cast<float>(i) * ratio), from - 1);
    };
    auto kernel = std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const std::byte* x = frame.at(frame.schedule.graph.nodes[id].inputs[0]);
        std::byte* y = frame.at(id);
        return [=] {
#pragma omp parallel for schedule(static)
            for (int64_t row = 0; row < out[0] * out[1]; ++row) {
                const std::byte* from = x + (row / out[1] * in[1] + source(row % out[1], in[1], out[1])) * in[2] * pixel;
                for (int64_t column = 0; column < out[2]; ++column) {
                    std::memcpy(y + (row * out[2] + column) * pixel, from + source(column, in[2], out[2]) * pixel,
                                static_cast<size_t>(pixel));
                }
            }
        };
    });
    return kernel;
}

std::unique_ptr<Kernel> lower_upsample_grad(const Lowering& lowering, const op::UpsampleNearestGrad&) {
    const Shape large = lowering.operand(0).shape, small = lowering.node().shape;
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const UpsampleGradArgs args{
            simd_type(node.dtype), frame.at(node.inputs[0]), frame.at(id), small[0], small[1], small[2], large[1], large[2], small[3]};
        return [args] { simd().upsample_grad(args); };
    });
}

}  // namespace imagelab::cpu
