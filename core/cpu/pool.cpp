#include <algorithm>
#include <limits>
#include <vector>

#include "core/cpu/kernel.h"
#include "core/cpu/stored.h"

namespace imagelab::cpu {
namespace {

template <class T>
void pool_pixel(const op::Pool& op, const Shape& in, const T* image, int64_t line, int64_t column, float* sums, T* y) {
    const int64_t height = in[1], width = in[2], channels = in[3];
    std::fill(sums, sums + channels, op.largest ? -std::numeric_limits<float>::infinity() : 0.0f);
    int64_t count = 0;
    for (int tap_y = 0; tap_y < op.kernel_y; ++tap_y) {
        const int64_t row = line * op.stride_y - op.pad_top + int64_t{tap_y} * op.dilation_y;
        for (int tap_x = 0; tap_x < op.kernel_x; ++tap_x) {
            const int64_t at = column * op.stride_x - op.pad_left + int64_t{tap_x} * op.dilation_x;
            const bool inside = row >= 0 && row < height && at >= 0 && at < width;
            count += inside || (op.counts_padding && row < height + op.counted_bottom && at < width + op.counted_right);
            if (!inside) continue;
            const T* x = image + (row * width + at) * channels;
            if (op.largest) {
                for (int64_t c = 0; c < channels; ++c) {
                    const float value = widened(x[c]);
                    sums[c] = value > sums[c] || value != value ? value : sums[c];
                }
            } else {
                for (int64_t c = 0; c < channels; ++c) sums[c] += widened(x[c]);
            }
        }
    }
    const float scale = op.largest ? 1.0f : 1.0f / static_cast<float>(count);
    for (int64_t c = 0; c < channels; ++c) narrow(op.largest ? sums[c] : sums[c] * scale, y[c]);
}

template <class T>
void pool(const op::Pool& op, const Shape& in, const Shape& out, const T* x, T* y) {
    const int64_t channels = in[3];
#pragma omp parallel if (out[0] * out[1] * out[2] * channels > 4096)
    {
        std::vector<float> sums(static_cast<size_t>(channels));
#pragma omp for schedule(static)
        for (int64_t row = 0; row < out[0] * out[1]; ++row) {
            const T* image = x + row / out[1] * in[1] * in[2] * channels;
            for (int64_t column = 0; column < out[2]; ++column)
                pool_pixel(op, in, image, row % out[1], column, sums.data(), y + (row * out[2] + column) * channels);
        }
    }
}

}  // namespace

std::unique_ptr<Kernel> lower_pool(const Lowering& lowering, const op::Pool& op) {
    const Shape in = lowering.operand(0).shape, out = lowering.node().shape;
    return std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte*, const std::vector<const std::byte*>&) -> std::function<void()> {
            const Node& node = frame.schedule.graph.nodes[id];
            const std::byte* x = frame.at(node.inputs[0]);
            std::byte* y = frame.at(id);
            return with_stored(node.dtype, [=](auto element) -> std::function<void()> {
                using T = decltype(element);
                return [=] { pool(op, in, out, reinterpret_cast<const T*>(x), reinterpret_cast<T*>(y)); };
            });
        });
}

}  // namespace imagelab::cpu
