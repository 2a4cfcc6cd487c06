#pragma once
// Block formats of ggml (ggml-common.h, ggml-quants.c): consecutive elements of a row that share scales. Dequantised exactly as ggml's
// reference functions do, in f32, in their order of operations.
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/graph/dtype.h"

namespace imagelab {

constexpr int ggml_block = 32;  // elements of the simple formats

struct GgmlType {
    uint32_t id;                                                          // enum ggml_type
    std::string_view name;                                                // "F16", "Q4_K"
    int64_t elements;                                                     // of a block; 1: not quantised
    size_t bytes;                                                         // of a block
    std::optional<DType> dtype;                                           // of a type that is not quantised
    void (*decode)(const uint8_t* blocks, int64_t count, float* target);  // whole blocks; null: not read here
    void (*encode)(const float* values, int64_t count, uint8_t* target);  // as quantize_row_*_ref; null: not written here
};

// Of every type ggml has or had; nullptr for a number that it never gave.
const GgmlType* ggml_type(uint32_t id);
const GgmlType* ggml_type(std::string_view name);  // in any case

}  // namespace imagelab
