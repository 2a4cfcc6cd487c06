#pragma once
// Block-wise dynamic quantisation to 8 bits (Dettmers et al. 2021, "8-bit Optimizers via Block-wise Quantization", section 2;
// Dettmers 2015 for the code): 1 bit of sign where there is one, an exponent in base 10 in unary, the rest a linear fraction.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace imagelab {

constexpr size_t dynamic_block = 256;  // values that share a scale, the largest magnitude among them

// The 256 values of the code in [-1, 1] or [0, 1], rising (bitsandbytes.functional.create_dynamic_map).
const std::array<float, 256>& dynamic_code(bool with_sign);

// One block, at most dynamic_block values: the nearest of the code, the lower one half-way between two; gives the scale.
float to_dynamic_code(std::span<const float> values, const std::array<float, 256>& code, uint8_t* codes);

}  // namespace imagelab
