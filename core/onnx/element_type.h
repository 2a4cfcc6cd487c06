#pragma once
// The element types of ONNX (onnx.proto, TensorProto.DataType), which are those of NumPy.
#include <cstdint>
#include <string_view>

namespace imagelab::onnx {

enum class ElementType : uint8_t {
    undefined = 0,
    f32 = 1,
    u8 = 2,
    i8 = 3,
    u16 = 4,
    i16 = 5,
    i32 = 6,
    i64 = 7,
    string = 8,
    boolean = 9,
    f16 = 10,
    f64 = 11,
    u32 = 12,
    u64 = 13,
    c64 = 14,
    c128 = 15,
    bf16 = 16
};

size_t bytes_of(ElementType type);                 // of an element; 0: we know no elements of this type
bool is_float(ElementType type);                   // of those we know; the others are integers and booleans
std::string_view numpy_name(ElementType type);     // "float32"; "type 17" where NumPy has none
ElementType type_of_numpy(std::string_view name);  // undefined: there is none

// The whole part; what does not fit becomes the nearest that does, NaN 0.
int64_t whole_part(double value);

// An integer as `type` stores it: what does not fit wraps around.
int64_t wrapped(ElementType type, int64_t value);

}  // namespace imagelab::onnx
