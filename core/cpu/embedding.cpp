#include <cmath>
#include <cstring>

#include "core/cpu/kernel.h"

namespace imagelab::cpu {

std::unique_ptr<Kernel> lower_embedding(const Lowering& lowering, const op::Embedding& op) {
    const Node& node = lowering.node();
    const int64_t width = node.shape.back(), count = element_count(node.shape) / width, entries = op.table.shape[0];
    const size_t row = static_cast<size_t>(width) * dtype_bytes(node.dtype);
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>& packed) {
            const auto* ids = reinterpret_cast<const int32_t*>(frame.at(frame.schedule.graph.nodes[id].inputs[0]));
            const std::byte* table = packed[0];
            std::byte* y = frame.at(id);
            return [=] {
                for (int64_t i = 0; i < count; ++i) {
                    if (ids[i] < 0 || ids[i] >= entries)
                        throw Error("[embedding] id " + std::to_string(ids[i]) + " is outside the table of " + std::to_string(entries));
                    std::memcpy(y + i * row, table + ids[i] * row, row);
                }
            };
        });
    kernel->weights = {plain_slot(op.table, node.dtype)};
    return kernel;
}

std::unique_ptr<Kernel> lower_take_row(const Lowering& lowering, const op::TakeRow&) {
    const Shape x = lowering.operand(0).shape;
    const size_t row = static_cast<size_t>(x[2]) * dtype_bytes(lowering.node().dtype);
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte* from = frame.at(node.inputs[0]);
        const auto* index = reinterpret_cast<const int32_t*>(frame.at(node.inputs[1]));
        std::byte* y = frame.at(id);
        return [=] {
            for (int64_t b = 0; b < x[0]; ++b) {
                if (index[b] < 0 || index[b] >= x[1])
                    throw Error("[take_row] row " + std::to_string(index[b]) + " of " + std::to_string(x[1]));
                std::memcpy(y + b * row, from + (b * x[1] + index[b]) * row, row);
            }
        };
    });
}

// diffusers get_timestep_embedding, in its f32 steps.
std::unique_ptr<Kernel> lower_sinusoid(const Lowering& lowering, const op::Sinusoid& op) {
    const int64_t count = element_count(lowering.operand(0).shape);
    if (lowering.node().dtype != DType::f32) throw Error("[sinusoid] gives f32");
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) {
        const auto* x = reinterpret_cast<const float*>(frame.at(frame.schedule.graph.nodes[id].inputs[0]));
        auto* y = reinterpret_cast<float*>(frame.at(id));
        return [=] {
            const int half = op.width / 2;
            for (int64_t i = 0; i < count; ++i) {
                float* row = y + i * op.width;
                for (int j = 0; j < half; ++j) {
                    const float exponent = -std::log(op.max_period) * static_cast<float>(j) / (static_cast<float>(half) - op.freq_shift);
                    const float angle = x[i] * std::exp(exponent);
                    row[op.flip_sin_to_cos ? half + j : j] = std::sin(angle);
                    row[op.flip_sin_to_cos ? j : half + j] = std::cos(angle);
                }
                if (op.width % 2 == 1) row[op.width - 1] = 0.0f;
            }
        };
    });
}

std::unique_ptr<Kernel> lower_weight(const Lowering& lowering, const op::Weight& op) {
    const Node& node = lowering.node();
    const size_t bytes = static_cast<size_t>(element_count(node.shape)) * dtype_bytes(node.dtype);
    auto kernel =
        std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>& packed) {
            std::memcpy(frame.at(id), packed[0], bytes);
            return [] {};
        });
    kernel->weights = {plain_slot(op.weight, node.dtype)};
    return kernel;
}

}  // namespace imagelab::cpu
