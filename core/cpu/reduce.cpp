#include <algorithm>
#include <cmath>
#include <vector>

#include "core/cpu/kernel.h"
#include "core/cpu/stored.h"
#include "core/graph/axes.h"

namespace imagelab::cpu {
namespace {

// x [outer, count, inner] -> y [outer, inner]
struct Extents {
    int64_t outer, count, inner;
};

constexpr int64_t block = 64;  // results that one pass over the terms makes side by side

// Sums and products in f64, a block of neighbours at a time.
template <class T, class Add>
void accumulate(const T* x, float* y, int64_t width, const Extents& extents, double start, double scale, const Add& add) {
    double sums[block];
    std::fill(sums, sums + width, start);
    for (int64_t j = 0; j < extents.count; ++j) {
        for (int64_t i = 0; i < width; ++i) sums[i] = add(sums[i], static_cast<double>(widened(x[j * extents.inner + i])));
    }
    for (int64_t i = 0; i < width; ++i) y[i] = static_cast<float>(sums[i] * scale);
}

// The extreme value or its place. A NaN is the extreme of its values.
template <class T, class Better>
void select(const T* x, float* y, int64_t width, const Extents& extents, bool place, const Better& better) {
    float best[block];
    int64_t at[block];
    for (int64_t i = 0; i < width; ++i) best[i] = widened(x[i]), at[i] = 0;
    for (int64_t j = 1; j < extents.count; ++j) {
        for (int64_t i = 0; i < width; ++i) {
            const float value = widened(x[j * extents.inner + i]);
            if (better(value, best[i]) || (value != value && best[i] == best[i])) best[i] = value, at[i] = j;
        }
    }
    for (int64_t i = 0; i < width; ++i) y[i] = place ? static_cast<float>(at[i]) : best[i];
}

template <class T>
void reduce_block(Reduction kind, const T* x, float* y, int64_t width, const Extents& extents) {
    const auto greater = [](float a, float b) { return a > b; };
    const auto less = [](float a, float b) { return a < b; };
    switch (kind) {
        case Reduction::sum:
        case Reduction::mean: {
            const double scale = kind == Reduction::mean ? 1.0 / static_cast<double>(extents.count) : 1.0;
            return accumulate(x, y, width, extents, 0, scale, [](double a, double b) { return a + b; });
        }
        case Reduction::product:
            return accumulate(x, y, width, extents, 1, 1, [](double a, double b) { return a * b; });
        case Reduction::max:
            return select(x, y, width, extents, false, greater);
        case Reduction::min:
            return select(x, y, width, extents, false, less);
        case Reduction::arg_max:
            return select(x, y, width, extents, true, greater);
        case Reduction::arg_min:
            return select(x, y, width, extents, true, less);
        case Reduction::arg_max_last:
            return select(x, y, width, extents, true, [](float a, float b) { return a >= b; });
        case Reduction::arg_min_last:
            return select(x, y, width, extents, true, [](float a, float b) { return a <= b; });
    }
}

// Sums along the memory itself: eight at a time side by side.
template <class T>
double sum_of_row(const T* x, int64_t count) {
    double sums[8] = {};
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int64_t lane = 0; lane < 8; ++lane) sums[lane] += static_cast<double>(widened(x[i + lane]));
    }
    for (; i < count; ++i) sums[0] += static_cast<double>(widened(x[i]));
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

template <class T, class Out>
void reduce(Reduction kind, const T* x, Out* y, const Extents& extents) {
    const int64_t blocks = (extents.inner + block - 1) / block;
    const bool row_sums = extents.inner == 1 && (kind == Reduction::sum || kind == Reduction::mean);
#pragma omp parallel for schedule(static) if (extents.outer * extents.count * extents.inner > 8192)
    for (int64_t task = 0; task < extents.outer * blocks; ++task) {
        const int64_t row = task / blocks, first = task % blocks * block, width = std::min(block, extents.inner - first);
        const T* from = x + row * extents.count * extents.inner + first;
        float results[block];
        if (row_sums)
            results[0] =
                static_cast<float>(sum_of_row(from, extents.count) / (kind == Reduction::mean ? static_cast<double>(extents.count) : 1.0));
        else
            reduce_block(kind, from, results, width, extents);
        for (int64_t i = 0; i < width; ++i) narrow(results[i], y[row * extents.inner + first + i]);
    }
}

}  // namespace

std::unique_ptr<Kernel> lower_reduce(const Lowering& lowering, const op::Reduce& op) {
    const Shape& shape = lowering.operand(0).shape;
    const auto begin = static_cast<size_t>(op.begin), end = static_cast<size_t>(op.end);
    const Extents extents{extent_of(shape, 0, begin), extent_of(shape, begin, end), extent_of(shape, end, shape.size())};
    return std::make_unique<FunctionKernel>(
        [=, kind = op.kind](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) -> std::function<void()> {
            const Node& node = frame.schedule.graph.nodes[id];
            const std::byte* x = frame.at(node.inputs[0]);
            std::byte* y = frame.at(id);
            return with_stored(node.dtype, [=](auto element) -> std::function<void()> {
                using T = decltype(element);
                return [=] { reduce(kind, reinterpret_cast<const T*>(x), reinterpret_cast<T*>(y), extents); };
            });
        });
}

}  // namespace imagelab::cpu
