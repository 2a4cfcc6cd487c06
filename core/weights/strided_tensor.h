#pragma once
#include <optional>
#include <string_view>

#include "core/weights/tensor_view.h"

namespace imagelab {

// Elements from the first to the last that a tensor with these strides (in elements, as torch counts them) reaches; 0 where it has none.
// Nothing where that does not fit 63 bits.
std::optional<uint64_t> strided_extent(const Shape& shape, const Shape& strides);
bool is_contiguous(const Shape& shape, const Shape& strides);

// A tensor of safetensors' dtype name over bytes that hold at least its extent: a view where it is contiguous, else a source that gathers
// its elements. Nothing where Image Lab does not read that dtype, or strides that repeat elements or are not of floats.
std::optional<TensorView> strided_tensor(std::string_view dtype, const Shape& shape, const Shape& strides, const std::byte* data);

}  // namespace imagelab
