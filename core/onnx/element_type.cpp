#include "core/onnx/element_type.h"

#include <algorithm>
#include <cstddef>

namespace imagelab::onnx {
namespace {

struct Row {
    ElementType type;
    std::string_view name;
    size_t bytes;
};
constexpr Row type_rows[] = {{ElementType::f32, "float32", 4},  {ElementType::u8, "uint8", 1},     {ElementType::i8, "int8", 1},
                             {ElementType::u16, "uint16", 2},   {ElementType::i16, "int16", 2},    {ElementType::i32, "int32", 4},
                             {ElementType::i64, "int64", 8},    {ElementType::boolean, "bool", 1}, {ElementType::f16, "float16", 2},
                             {ElementType::f64, "float64", 8},  {ElementType::u32, "uint32", 4},   {ElementType::u64, "uint64", 8},
                             {ElementType::bf16, "bfloat16", 2}};

}  // namespace

size_t bytes_of(ElementType type) {
    for (const Row& row : type_rows) {
        if (row.type == type) return row.bytes;
    }
    return 0;
}

bool is_float(ElementType type) {
    return type == ElementType::f32 || type == ElementType::f16 || type == ElementType::f64 || type == ElementType::bf16;
}

std::string_view numpy_name(ElementType type) {
    for (const Row& row : type_rows) {
        if (row.type == type) return row.name;
    }
    return type == ElementType::string ? "string" : "unknown";
}

ElementType type_of_numpy(std::string_view name) {
    for (const Row& row : type_rows) {
        if (row.name == name) return row.type;
    }
    return ElementType::undefined;
}

int64_t whole_part(double value) {
    constexpr double most = 9.2e18;
    return value == value ? static_cast<int64_t>(std::clamp(value, -most, most)) : 0;
}

int64_t wrapped(ElementType type, int64_t value) {
    switch (type) {
        case ElementType::u8:
            return static_cast<uint8_t>(value);
        case ElementType::i8:
            return static_cast<int8_t>(value);
        case ElementType::u16:
            return static_cast<uint16_t>(value);
        case ElementType::i16:
            return static_cast<int16_t>(value);
        case ElementType::i32:
            return static_cast<int32_t>(value);
        case ElementType::u32:
            return static_cast<uint32_t>(value);
        case ElementType::boolean:
            return value != 0;
        default:
            return value;
    }
}

}  // namespace imagelab::onnx
