#include <algorithm>
#include <cstring>

#include "core/cpu/kernel.h"
#include "core/graph/axes.h"

namespace imagelab::cpu {
namespace {

// One plane of the result: `rows` rows of `columns` neighbours, which lie row_stride and column_stride elements apart in x.
struct Plane {
    int64_t rows, columns, row_stride, column_stride;
};

template <class T>
void turn(const T* x, T* y, int64_t y_row, const Plane& plane) {
    constexpr int64_t tile = 32;  // both sides of a transposition stay in the cache
    for (int64_t r0 = 0; r0 < plane.rows; r0 += tile) {
        for (int64_t c0 = 0; c0 < plane.columns; c0 += tile) {
            const int64_t r1 = std::min(r0 + tile, plane.rows), c1 = std::min(c0 + tile, plane.columns);
            for (int64_t r = r0; r < r1; ++r) {
                for (int64_t c = c0; c < c1; ++c) y[r * y_row + c] = x[r * plane.row_stride + c * plane.column_stride];
            }
        }
    }
}

// The walk: planes of the last axis and one other, the one whose elements lie closest in x.
template <class T>
void permute(const T* x, T* y, const PermutedAxes& axes) {
    const size_t last = axes.extent.size() - 1;
    size_t other = last;
    for (size_t i = 0; i < last; ++i) {
        if (other == last || axes.stride[i] < axes.stride[other]) other = i;
    }
    std::vector<int64_t> y_stride(axes.extent.size(), 1);
    for (size_t i = last; i > 0; --i) y_stride[i - 1] = y_stride[i] * axes.extent[i];
    Plane plane{1, axes.extent[last], 0, axes.stride[last]};
    if (other != last) plane.rows = axes.extent[other], plane.row_stride = axes.stride[other];
    const int64_t y_row = other == last ? 0 : y_stride[other];
    // A large plane alone is cut into bands of rows for the threads.
    const int64_t outer = y_stride[0] * axes.extent[0] / (plane.rows * plane.columns), bands = (plane.rows + 63) / 64;
#pragma omp parallel for schedule(static) if (outer * plane.rows * plane.columns > 8192)
    for (int64_t task = 0; task < outer * bands; ++task) {
        int64_t rest = task / bands, from = 0, to = 0;
        for (size_t i = last; i-- > 0;) {
            if (i == other) continue;
            from += rest % axes.extent[i] * axes.stride[i];
            to += rest % axes.extent[i] * y_stride[i];
            rest /= axes.extent[i];
        }
        const int64_t first = task % bands * 64;
        Plane band = plane;
        band.rows = std::min<int64_t>(64, plane.rows - first);
        const T* source = x + from + first * plane.row_stride;
        T* target = y + to + first * y_row;
        if (plane.column_stride != 1) {
            turn(source, target, y_row, band);
            continue;
        }
        for (int64_t r = 0; r < band.rows; ++r)
            std::memcpy(target + r * y_row, source + r * plane.row_stride, static_cast<size_t>(plane.columns) * sizeof(T));
    }
}

}  // namespace

std::unique_ptr<Kernel> lower_permute(const Lowering& lowering, const op::Permute& op) {
    const PermutedAxes axes = permuted_axes(lowering.operand(0).shape, op.axes);
    const bool wide = dtype_bytes(lowering.node().dtype) == 4;
    return std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) -> std::function<void()> {
            const std::byte* x = frame.at(frame.schedule.graph.nodes[id].inputs[0]);
            std::byte* y = frame.at(id);
            if (wide) return [=] { permute(reinterpret_cast<const uint32_t*>(x), reinterpret_cast<uint32_t*>(y), axes); };
            return [=] { permute(reinterpret_cast<const uint16_t*>(x), reinterpret_cast<uint16_t*>(y), axes); };
        });
}

}  // namespace imagelab::cpu
