#pragma once
// Tensors of one byte an element, alone or times a scale: 8-bit floats (OCP 8-bit Floating Point Specification 1.0; E4M3 is torch's
// float8_e4m3fn, which has no infinities) and 8-bit integers, whose rows may have been rotated before rounding (ConvRot).
#include <optional>
#include <string_view>
#include <vector>

#include "core/weights/tensor_view.h"

namespace imagelab {

enum class ByteFormat { f8_e4m3, f8_e5m2, int8 };
std::optional<ByteFormat> float8_of(std::string_view safetensors_dtype);  // "F8_E4M3", "F8_E5M2"

// scales: none, one for the tensor, or one for each row (of the first axis). Elements are exact products, rounded once to f32.
TensorView byte_tensor(ByteFormat format, Shape shape, const std::byte* data, std::vector<float> scales = {});

struct ByteTensor {
    ByteFormat format;
    const std::byte* data;
};
// What a view without scales holds: 8-bit floats, or plain 8-bit integers; nothing where it is of another kind.
std::optional<ByteTensor> as_byte_tensor(const TensorView& view);

// W from W R, where R is the Kronecker power of H4 = [1 1 1 -1; 1 1 -1 1; 1 -1 1 1; -1 1 1 1] / 2 on each `group` of the last axis's
// elements; R is its own inverse. `group` is a power of four that divides the last axis.
TensorView unrotated(const TensorView& view, int64_t group);

// One element, the definition that the loops agree with. To 8 bits: rounded to nearest even; what is too large becomes NaN (as torch does
// for E4M3) or infinity.
float f8_to_f32(ByteFormat format, uint8_t bits);
uint8_t f32_to_f8(ByteFormat format, float value);

}  // namespace imagelab
