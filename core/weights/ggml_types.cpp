#include "core/weights/ggml_types.h"

#include <algorithm>
#include <array>

#include "core/base/utf8.h"
#include "core/weights/ggml_decode.h"

namespace imagelab {
namespace {

using namespace ggml;

constexpr GgmlType types[] = {
    {0, "F32", 1, 4, DType::f32, nullptr, nullptr},    {1, "F16", 1, 2, DType::f16, nullptr, nullptr},
    {2, "Q4_0", 32, 18, {}, decode_q4_0, encode_q4_0}, {3, "Q4_1", 32, 20, {}, decode_q4_1, encode_q4_1},
    {6, "Q5_0", 32, 22, {}, decode_q5_0, encode_q5_0}, {7, "Q5_1", 32, 24, {}, decode_q5_1, encode_q5_1},
    {8, "Q8_0", 32, 34, {}, decode_q8_0, encode_q8_0}, {9, "Q8_1", 32, 36, {}, nullptr, nullptr},
    {10, "Q2_K", 256, 84, {}, decode_q2_k, nullptr},   {11, "Q3_K", 256, 110, {}, decode_q3_k, nullptr},
    {12, "Q4_K", 256, 144, {}, decode_q4_k, nullptr},  {13, "Q5_K", 256, 176, {}, decode_q5_k, nullptr},
    {14, "Q6_K", 256, 210, {}, decode_q6_k, nullptr},  {15, "Q8_K", 256, 292, {}, nullptr, nullptr},
    {16, "IQ2_XXS", 256, 66, {}, nullptr, nullptr},    {17, "IQ2_XS", 256, 74, {}, nullptr, nullptr},
    {18, "IQ3_XXS", 256, 98, {}, nullptr, nullptr},    {19, "IQ1_S", 256, 50, {}, nullptr, nullptr},
    {20, "IQ4_NL", 32, 18, {}, nullptr, nullptr},      {21, "IQ3_S", 256, 110, {}, nullptr, nullptr},
    {22, "IQ2_S", 256, 82, {}, nullptr, nullptr},      {23, "IQ4_XS", 256, 136, {}, nullptr, nullptr},
    {24, "I8", 1, 1, DType::i8, nullptr, nullptr},     {25, "I16", 1, 2, {}, nullptr, nullptr},
    {26, "I32", 1, 4, DType::i32, nullptr, nullptr},   {27, "I64", 1, 8, DType::i64, nullptr, nullptr},
    {28, "F64", 1, 8, DType::f64, nullptr, nullptr},   {29, "IQ1_M", 256, 56, {}, nullptr, nullptr},
    {30, "BF16", 1, 2, DType::bf16, nullptr, nullptr}, {34, "TQ1_0", 256, 54, {}, nullptr, nullptr},
    {35, "TQ2_0", 256, 66, {}, nullptr, nullptr},      {39, "MXFP4", 32, 17, {}, nullptr, nullptr},
    {40, "NVFP4", 64, 36, {}, nullptr, nullptr},
};

}  // namespace

const GgmlType* ggml_type(uint32_t id) {
    const auto found = std::find_if(std::begin(types), std::end(types), [&](const GgmlType& type) { return type.id == id; });
    return found == std::end(types) ? nullptr : found;
}

const GgmlType* ggml_type(std::string_view name) {
    const std::string wanted = ascii_lower(std::string(name));
    const auto found = std::find_if(std::begin(types), std::end(types),
                                    [&](const GgmlType& type) { return ascii_lower(std::string(type.name)) == wanted; });
    return found == std::end(types) ? nullptr : found;
}

}  // namespace imagelab
