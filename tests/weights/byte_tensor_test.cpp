#include "core/weights/byte_tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/weights/convert.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
using test::TempFolder;

std::vector<float> elements_at(const TensorView& view, int64_t first, int64_t count) {
    std::vector<float> values(static_cast<size_t>(count));
    read_elements(view, first, count, DType::f32, reinterpret_cast<std::byte*>(values.data()));
    return values;
}
std::vector<float> elements_at(const TensorView& view) {
    return elements_at(view, 0, element_count(view.shape));
}

// The formats by their definition: sign, exponent, mantissa.
float defined(int mantissa_bits, int bias, uint8_t bits) {
    const int fraction = bits & ((1 << mantissa_bits) - 1), exponent = (bits & 0x7f) >> mantissa_bits;
    const float size = exponent == 0 ? std::ldexp(static_cast<float>(fraction), 1 - bias - mantissa_bits)
                                     : std::ldexp(static_cast<float>(fraction + (1 << mantissa_bits)), exponent - bias - mantissa_bits);
    return bits & 0x80 ? -size : size;
}

TEST(ByteTensors, EightBitFloatsReadAsDefined) {
    for (int code = 0; code < 256; ++code) {
        const auto bits = static_cast<uint8_t>(code);
        const float e4m3 = f8_to_f32(ByteFormat::f8_e4m3, bits), e5m2 = f8_to_f32(ByteFormat::f8_e5m2, bits);
        if ((bits & 0x7f) == 0x7f) {
            EXPECT_TRUE(std::isnan(e4m3)) << code;
        } else {
            EXPECT_EQ(e4m3, defined(3, 7, bits)) << code;
            EXPECT_EQ(f32_to_f8(ByteFormat::f8_e4m3, e4m3), bits) << code;
        }
        if ((bits & 0x7f) > 0x7c) {
            EXPECT_TRUE(std::isnan(e5m2)) << code;
        } else if ((bits & 0x7f) == 0x7c) {
            EXPECT_TRUE(std::isinf(e5m2)) << code;
        } else {
            EXPECT_EQ(e5m2, defined(2, 15, bits)) << code;
            EXPECT_EQ(f32_to_f8(ByteFormat::f8_e5m2, e5m2), bits) << code;
        }
    }
}

TEST(ByteTensors, RoundsToNearestEven) {
    for (const ByteFormat format : {ByteFormat::f8_e4m3, ByteFormat::f8_e5m2}) {
        const uint8_t largest = format == ByteFormat::f8_e4m3 ? 0x7e : 0x7b;
        for (uint8_t code = 0; code < largest; ++code) {
            const float low = f8_to_f32(format, code), high = f8_to_f32(format, static_cast<uint8_t>(code + 1)), middle = (low + high) / 2;
            const auto even = static_cast<uint8_t>(code % 2 == 0 ? code : code + 1);
            EXPECT_EQ(f32_to_f8(format, middle), even) << int{code};
            EXPECT_EQ(f32_to_f8(format, std::nextafter(middle, low)), code) << int{code};
            EXPECT_EQ(f32_to_f8(format, -std::nextafter(middle, high)), 0x80 | (code + 1)) << int{code};
        }
    }
    EXPECT_EQ(f32_to_f8(ByteFormat::f8_e4m3, 464), 0x7e);
    EXPECT_EQ(f32_to_f8(ByteFormat::f8_e4m3, 464.1f), 0x7f);
    EXPECT_EQ(f32_to_f8(ByteFormat::f8_e4m3, -std::numeric_limits<float>::infinity()), 0xff);
    EXPECT_EQ(f32_to_f8(ByteFormat::f8_e5m2, 61440), 0x7c);
    EXPECT_EQ(f32_to_f8(ByteFormat::f8_e5m2, std::numeric_limits<float>::quiet_NaN()) & 0x7f, 0x7e);
}

TEST(ByteTensors, ScalesAndPartsAgree) {
    std::vector<std::byte> bytes(15);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 17);
    const TensorView rows = byte_tensor(ByteFormat::int8, {5, 3}, bytes.data(), {1, 0.5f, 1, 2, 0.25f});
    const std::vector<float> whole = elements_at(rows);
    EXPECT_EQ(whole[0], 0);
    EXPECT_EQ(whole[5], 0.5f * 85);
    EXPECT_EQ(whole[14], 0.25f * static_cast<int8_t>(14 * 17));
    for (int64_t first = 0; first < 15; ++first) {
        for (int64_t count = 0; first + count <= 15; ++count) {
            EXPECT_EQ(elements_at(rows, first, count), std::vector<float>(whole.begin() + first, whole.begin() + first + count));
        }
    }
    EXPECT_EQ(elements_at(rows_of(rows, 1, 3)), std::vector<float>(whole.begin() + 3, whole.begin() + 12));
    EXPECT_EQ(rows_of(rows, 1, 3).bytes(), 9u);
    EXPECT_EQ(elements_at(byte_tensor(ByteFormat::f8_e4m3, {15}, bytes.data(), {3})), [&] {
        std::vector<float> expected;
        for (const std::byte byte : bytes) expected.push_back(3 * f8_to_f32(ByteFormat::f8_e4m3, static_cast<uint8_t>(byte)));
        return expected;
    }());
}

// The Kronecker power of H4, element by element.
TEST(ByteTensors, RotationIsTheKroneckerPower) {
    constexpr int group = 16, rows = 2, columns = 32;
    const float h4[4][4] = {{1, 1, 1, -1}, {1, 1, -1, 1}, {1, -1, 1, 1}, {-1, 1, 1, 1}};
    std::vector<std::byte> bytes(rows * columns);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7 + 3);
    const TensorView turned = byte_tensor(ByteFormat::int8, {rows, columns}, bytes.data(), {0.5f, 2}), plain = unrotated(turned, group);
    const std::vector<float> from = elements_at(turned), whole = elements_at(plain);
    for (int i = 0; i < rows * columns; ++i) {
        float sum = 0;
        for (int k = 0; k < group; ++k) {
            const int j = i % group;
            sum += from[static_cast<size_t>(i / group * group + k)] * h4[k / 4][j / 4] * h4[k % 4][j % 4] / 4;
        }
        EXPECT_FLOAT_EQ(whole[static_cast<size_t>(i)], sum);
    }
    EXPECT_EQ(elements_at(plain, 9, 30), std::vector<float>(whole.begin() + 9, whole.begin() + 39));
}

// Opens a file of the tensors, whose names tell 8-bit floats: F8 of a view of u8 named in `float8`.
OpenedWeights opened(const TensorViews& tensors, const std::map<std::string, std::string>& metadata = {}) {
    const TempFolder folder;
    write_safetensors(folder / "m.safetensors", tensors, metadata);
    auto file = open_weight_file(folder / "m.safetensors");
    EXPECT_TRUE(file) << file.error();
    return std::move(file).value();
}

const std::byte* text(const std::string& value) {
    return reinterpret_cast<const std::byte*>(value.data());
}

TEST(ScaledWeights, ComfyQuantIsJoined) {
    const int8_t weight[8] = {1, -2, 3, 127, -127, 5, 6, 7};
    const float scales[2] = {0.5f, 2};
    const auto* data = reinterpret_cast<const std::byte*>(weight);
    const std::string plain = R"({"format": "int8_tensorwise"})",
                      turned = R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 4})",
                      odd = R"({"format": "int8_tensorwise", "convrot": true, "convrot_groupsize": 8})", other = R"({"format": "nvfp4"})";
    const auto length = [](const std::string& mark) { return Shape{static_cast<int64_t>(mark.size())}; };
    TensorViews tensors;
    for (const auto& [layer, mark] : {std::pair<std::string, const std::string&>{"a", plain}, {"b", turned}, {"c", odd}, {"d", other}}) {
        tensors[layer + ".weight"] = {DType::i8, {2, 4}, data};
        tensors[layer + ".weight_scale"] = {DType::f32, {2, 1}, reinterpret_cast<const std::byte*>(scales)};
        tensors[layer + ".input_scale"] = {DType::f32, {}, reinterpret_cast<const std::byte*>(scales)};
        tensors[layer + ".comfy_quant"] = {DType::u8, length(mark), text(mark)};
    }
    tensors["e.weight"] = {DType::i8, {2, 4}, data};
    const OpenedWeights file = opened(tensors);
    EXPECT_EQ(elements_at(file.tensors.at("a.weight")), (std::vector<float>{0.5f, -1, 1.5f, 63.5f, -254, 10, 12, 14}));
    EXPECT_EQ(storage_name(file.tensors.at("a.weight")), "int8");
    EXPECT_FALSE(file.tensors.contains("a.weight_scale") || file.tensors.contains("a.comfy_quant") ||
                 file.tensors.contains("a.input_scale"));
    EXPECT_EQ(elements_at(file.tensors.at("b.weight"), 0, 4), (std::vector<float>{-31.25f, 30.75f, 33.25f, 31.75f}));
    EXPECT_NE(file.unreadable.at("c.weight").find("convrot_groupsize 8"), std::string::npos);
    EXPECT_EQ(file.unreadable.at("d.weight"), "nvfp4 (comfy_quant)");
    EXPECT_EQ(file.tensors.at("e.weight").dtype, DType::i8);
    const OpenedWeights named =
        opened({{"a.weight", {DType::i8, {2, 4}, data}}}, {{"_quantization_metadata", R"({"layers":{"a":{"format":"int8_tensorwise"}}})"}});
    EXPECT_EQ(elements_at(named.tensors.at("a.weight"))[3], 127) << "without a scale it is 1";
}

std::string with_header(const std::string& header, const std::string& data) {
    std::string length(8, '\0');
    for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> 8 * i);
    return length + header + data;
}

TEST(ScaledWeights, ScaledFloatsAreJoined) {
    const TempFolder folder;
    const std::string header = R"({"x.scaled_fp8":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},)"
                               R"("x.l.scale_weight":{"dtype":"F32","shape":[],"data_offsets":[2,6]},)"
                               R"("x.l.weight":{"dtype":"F8_E4M3","shape":[1,2],"data_offsets":[6,8]},)"
                               R"("x.m.weight":{"dtype":"F8_E5M2","shape":[1,2],"data_offsets":[8,10]},)"
                               R"("x.n.scale_weight":{"dtype":"BF16","shape":[3],"data_offsets":[10,16]},)"
                               R"("x.n.weight":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[16,18]}})";
    const std::string data = std::string("\x00\x00\x00\x00\x40\x40\x38\xb0\x3c\xc0", 10) + std::string(8, '\x3f');  // 3; 1 -0.5; 1 -2
    const auto file = open_weight_file(test::write_file(folder / "m.safetensors", with_header(header, data)));
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ(elements_at(file->tensors.at("x.l.weight")), (std::vector<float>{3, -1.5f}));
    EXPECT_EQ(elements_at(file->tensors.at("x.m.weight")), (std::vector<float>{1, -2}));
    EXPECT_EQ(storage_name(file->tensors.at("x.m.weight")), "f8_e5m2");
    EXPECT_EQ(file->tensors.size(), 2u);
    EXPECT_EQ(file->unreadable.at("x.n.weight"), "a weight [2] with scales [3]");
}

}  // namespace
}  // namespace imagelab
