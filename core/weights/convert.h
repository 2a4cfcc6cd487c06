#pragma once
// Floating-point storage conversions, exact: what the bits say after rounding to nearest even, denormals included, the same on every
// instruction set. A NaN stays a NaN (made quiet, sign and leading payload kept).
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

// The instruction sets the loops are written for; the best this processor runs is chosen at run time.
enum class ConvertIsa { scalar, avx2, avx512 };
std::vector<ConvertIsa> convert_isas();  // those this processor runs, best last

// `count` elements of `from` (f16, bf16, f32 or f64; no alignment needed) to f32 or bf16; f64 goes through f32, as torch does. True where
// every result is finite, at no extra cost: a loader that converts anyway learns here that a tensor is damaged, and says so with
// `not_finite`. Safe to call on parts of a tensor from several threads. Throws Error("[convert] ...") for another dtype.
bool convert_to_f32(DType from, const std::byte* source, size_t count, float* target);
bool convert_to_bf16(DType from, const std::byte* source, size_t count, uint16_t* target);
bool convert_to_f16(DType from, const std::byte* source, size_t count, uint16_t* target);  // false where one is too large for f16, too
bool convert_to_f32(DType from, const std::byte* source, size_t count, float* target, ConvertIsa isa);  // for tests
bool convert_to_bf16(DType from, const std::byte* source, size_t count, uint16_t* target, ConvertIsa isa);

// Elements [first, first + count) as the file's rows have them (of a transposed view: of the transpose), from bytes or from a source, in
// f32, f16 or bf16. True where every result is finite. Safe to call on parts of a tensor from several threads. Throws Error.
bool read_elements(const TensorView& view, int64_t first, int64_t count, DType dtype, std::byte* target);

// Rows [begin, end) along the first axis, in the order of its shape also where the view is transposed, in f32. True where
// every result is finite. Safe to call on parts of a tensor from several threads. Throws Error.
bool read_rows(const TensorView& view, int64_t begin, int64_t end, float* target);

// Reads the whole tensor once. The failure is that of `not_finite`.
Result<void> check_finite(const std::string& name, const TensorView& view, const std::string& file);

// "FILE: tensor "NAME" holds NaN (element 12 of shape [3, 4] ...): the file is damaged ..."; finds the first such element by itself.
Failure not_finite(const std::string& name, const TensorView& view, const std::string& file);

// One element each, the definition the loops agree with.
float f16_to_f32(uint16_t bits);
uint16_t f32_to_bf16(float value);
uint16_t f32_to_f16(float value);
inline float bf16_to_f32(uint16_t bits) {
    return __builtin_bit_cast(float, static_cast<uint32_t>(bits) << 16);
}

}  // namespace imagelab
