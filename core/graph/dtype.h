#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

enum class DType : uint8_t { f32, f16, bf16, i32, i64, u8, i8, f64 };

inline size_t dtype_bytes(DType dtype) {
    switch (dtype) {
        case DType::f64:
        case DType::i64:
            return 8;
        case DType::f32:
        case DType::i32:
            return 4;
        case DType::f16:
        case DType::bf16:
            return 2;
        case DType::u8:
        case DType::i8:
            return 1;
    }
    throw Error("[dtype] unknown");
}

inline std::string_view dtype_name(DType dtype) {
    constexpr std::string_view names[] = {"f32", "f16", "bf16", "i32", "i64", "u8", "int8", "f64"};
    return names[static_cast<size_t>(dtype)];
}

using Shape = std::vector<int64_t>;

inline int64_t element_count(const Shape& shape) {
    int64_t count = 1;
    for (int64_t extent : shape) count *= extent;
    return count;
}

inline std::string shape_text(const Shape& shape) {
    std::string text = "[";
    for (size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

}  // namespace imagelab
