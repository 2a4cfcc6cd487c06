// Rows by number, numbers from floats, and weighted sums of rows.
#include <cmath>
#include <cstring>

#include "core/cpu/kernel.h"
#include "core/cpu/stored.h"

namespace imagelab::cpu {
namespace {

template <class T>
void gather(const T* x, const int32_t* index, T* y, int64_t count, int64_t width, int64_t rows, T fill) {
    for (int64_t i = 0; i < count; ++i) {
        if (index[i] < -1 || index[i] >= rows)
            throw Error("[gather] row " + std::to_string(index[i]) + " is outside of the " + std::to_string(rows));
    }
#pragma omp parallel for schedule(static) if (count * width > 16384)
    for (int64_t i = 0; i < count; ++i) {
        T* row = y + i * width;
        if (index[i] < 0)
            std::fill(row, row + width, fill);
        else
            std::memcpy(row, x + index[i] * width, static_cast<size_t>(width) * sizeof(T));
    }
}

// x [outer, n, inner] -> y [outer, made, inner]
struct Resampling {
    int64_t outer, n, inner, made, terms;
};

constexpr int64_t block = 256;  // neighbours that are summed side by side

template <class T>
void resample(const T* x, const int32_t* index, const T* weights, T* y, const Resampling& of) {
#pragma omp parallel for schedule(static) if (of.outer * of.made * of.inner > 4096)
    for (int64_t row = 0; row < of.outer * of.made; ++row) {
        const int64_t i = row % of.made;
        const T* image = x + row / of.made * of.n * of.inner;
        for (int64_t first = 0; first < of.inner; first += block) {
            const int64_t width = std::min(block, of.inner - first);
            float sums[block] = {};
            for (int64_t t = 0; t < of.terms; ++t) {
                const float weight = widened(weights[i * of.terms + t]);
                const T* from = image + index[i * of.terms + t] * of.inner + first;
                for (int64_t j = 0; j < width; ++j) sums[j] += weight * widened(from[j]);
            }
            for (int64_t j = 0; j < width; ++j) narrow(sums[j], y[row * of.inner + first + j]);
        }
    }
}

}  // namespace

std::unique_ptr<Kernel> lower_gather(const Lowering& lowering, const op::Gather& op) {
    const int64_t count = lowering.node().shape[0], width = element_count(lowering.node().shape) / count,
                  rows = lowering.operand(0).shape[0];
    if (lowering.node().dtype == DType::i32) throw Error("[gather] rows of i32");
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*,
                                                const std::vector<const std::byte*>&) -> std::function<void()> {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte* x = frame.at(node.inputs[0]);
        const auto* index = reinterpret_cast<const int32_t*>(frame.at(node.inputs[1]));
        std::byte* y = frame.at(id);
        return with_stored(node.dtype, [=](auto element) -> std::function<void()> {
            using T = decltype(element);
            narrow(op.fill, element);
            return [=, fill = element] { gather(reinterpret_cast<const T*>(x), index, reinterpret_cast<T*>(y), count, width, rows, fill); };
        });
    });
}

std::unique_ptr<Kernel> lower_to_index(const Lowering& lowering, const op::ToIndex&) {
    const int64_t count = element_count(lowering.node().shape);
    return std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) -> std::function<void()> {
            const ValueId from = frame.schedule.graph.nodes[id].inputs[0];
            const std::byte* x = frame.at(from);
            auto* y = reinterpret_cast<int32_t*>(frame.at(id));
            return with_stored(frame.schedule.graph.nodes[from].dtype, [=](auto element) -> std::function<void()> {
                using T = decltype(element);
                return [=] {
                    for (int64_t i = 0; i < count; ++i) {
                        const float value = std::nearbyint(widened(reinterpret_cast<const T*>(x)[i]));
                        y[i] = std::abs(value) < 2.0e9f ? static_cast<int32_t>(value) : -2;  // no row has this number
                    }
                };
            });
        });
}

std::unique_ptr<Kernel> lower_resample(const Lowering& lowering, const op::Resample&) {
    const Shape &x = lowering.operand(0).shape, &index = lowering.operand(1).shape;
    const Resampling of{x[0], x[1], x[2], index[0], index[1]};
    return std::make_unique<FunctionKernel>([=](const Frame& frame, ValueId id, std::byte*,
                                                const std::vector<const std::byte*>&) -> std::function<void()> {
        const Node& node = frame.schedule.graph.nodes[id];
        const std::byte *from = frame.at(node.inputs[0]), *weights = frame.at(node.inputs[2]);
        const auto* rows = reinterpret_cast<const int32_t*>(frame.at(node.inputs[1]));
        std::byte* y = frame.at(id);
        return with_stored(node.dtype, [=](auto element) -> std::function<void()> {
            using T = decltype(element);
            return
                [=] { resample(reinterpret_cast<const T*>(from), rows, reinterpret_cast<const T*>(weights), reinterpret_cast<T*>(y), of); };
        });
    });
}

}  // namespace imagelab::cpu
