#include "gpu/program/weight_packing.h"

#include <cstring>
#include <vector>

#include "core/weights/stack_parts.h"

namespace imagelab::gpu {
namespace {

int64_t multiple(int64_t value, int64_t of) {
    return (value + of - 1) / of * of;
}

// A torch tensor as [rows, channels, pixels]: a matrix has one pixel, a vector one channel as well.
struct TorchExtents {
    int64_t rows = 1, channels = 1, pixels = 1;
};
TorchExtents torch_extents(const Shape& shape) {
    TorchExtents e{shape.at(0), shape.size() > 1 ? shape[1] : 1, 1};
    for (size_t i = 2; i < shape.size(); ++i) e.pixels *= shape[i];
    return e;
}

// Element (row, channel, pixel) of the source goes to row * a + channel * b + pixel * c.
struct Strides {
    int64_t row, channel, pixel;
};

template <class T>
void scatter(const T* source, Strides from, T* target, Strides to, const TorchExtents& e) {
    constexpr int64_t tile = 32;  // both sides of a transposition stay in the cache
    for (int64_t r0 = 0; r0 < e.rows; r0 += tile) {
        for (int64_t c0 = 0; c0 < e.channels; c0 += tile) {
            for (int64_t r = r0; r < std::min(r0 + tile, e.rows); ++r) {
                for (int64_t c = c0; c < std::min(c0 + tile, e.channels); ++c) {
                    for (int64_t p = 0; p < e.pixels; ++p)
                        target[r * to.row + c * to.channel + p * to.pixel] = source[r * from.row + c * from.channel + p * from.pixel];
                }
            }
        }
    }
}

}  // namespace

PackedExtents packed_extents(const WeightSlot& slot) {
    const TorchExtents e = torch_extents(slot.ref.shape);
    PackedExtents p{e.rows, e.channels * e.pixels};
    if (slot.layout == WeightLayout::transposed) std::swap(p.rows, p.columns);
    if (slot.layout == WeightLayout::turned) p = {e.rows * e.pixels, e.channels};
    p.padded_rows = multiple(p.rows, slot.row_multiple);
    p.padded_columns = multiple(p.columns, slot.column_multiple);
    return p;
}

int64_t packed_bytes(const WeightSlot& slot) {
    const PackedExtents p = packed_extents(slot);
    return p.padded_rows * p.padded_columns * static_cast<int64_t>(dtype_bytes(slot.dtype));
}

void pack_weight(const WeightSlot& slot, const WeightMap& weights, std::byte* target) {
    const TorchExtents e = torch_extents(slot.ref.shape);
    const PackedExtents p = packed_extents(slot);
    const bool turned = stored_transposed(weights, slot.ref), padded = p.rows != p.padded_rows || p.columns != p.padded_columns;
    const bool moved = slot.layout == WeightLayout::plain        ? turned
                       : slot.layout == WeightLayout::transposed ? !turned
                                                                 : e.pixels > 1 || turned;
    if (!padded && !moved) return stack_parts(weights, slot.ref, slot.dtype, target);

    std::vector<std::byte> stacked(static_cast<size_t>(element_count(slot.ref.shape)) * dtype_bytes(slot.dtype));
    stack_parts(weights, slot.ref, slot.dtype, stacked.data());
    if (padded) std::memset(target, 0, static_cast<size_t>(packed_bytes(slot)));
    const Strides from = turned ? Strides{1, e.rows, 0} : Strides{e.channels * e.pixels, e.pixels, 1};
    const int64_t width = p.padded_columns;
    const Strides to = slot.layout == WeightLayout::plain    ? Strides{width, e.pixels, 1}
                       : slot.layout == WeightLayout::ohwi   ? Strides{width, 1, e.channels}
                       : slot.layout == WeightLayout::turned ? Strides{width, 1, -e.rows * width}
                                                             : Strides{1, width, e.channels * width};
    if (slot.layout == WeightLayout::turned) target += (e.pixels - 1) * e.rows * width * static_cast<int64_t>(dtype_bytes(slot.dtype));
    if (dtype_bytes(slot.dtype) == 2)
        scatter(reinterpret_cast<const uint16_t*>(stacked.data()), from, reinterpret_cast<uint16_t*>(target), to, e);
    else
        scatter(reinterpret_cast<const uint32_t*>(stacked.data()), from, reinterpret_cast<uint32_t*>(target), to, e);
}

std::string weight_key(const WeightRef& ref) {
    std::string key;
    for (const WeightPart& part : ref.parts)
        key += part.name + ":" + std::to_string(part.row_begin) + "+" + std::to_string(part.rows) + " ";
    return key;
}

}  // namespace imagelab::gpu
