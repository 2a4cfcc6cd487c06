#include "core/weights/convert.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace imagelab {
namespace {

template <class T>
const std::byte* bytes(const std::vector<T>& values) {
    return reinterpret_cast<const std::byte*>(values.data());
}

const char* name(ConvertIsa isa) {
    return isa == ConvertIsa::scalar ? "scalar" : isa == ConvertIsa::avx2 ? "avx2" : "avx512";
}

// What a half means, from its definition (IEEE 754 binary16).
double half_value(uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double magnitude = exponent == 0    ? std::ldexp(fraction, -24)
                             : exponent == 31 ? (fraction ? NAN : INFINITY)
                                              : std::ldexp(1024 + fraction, exponent - 25);
    return bits & 0x8000 ? -magnitude : magnitude;
}

TEST(Convert, EveryHalfHasItsValue) {
    std::vector<uint16_t> all(65536);
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint16_t>(i);
    for (ConvertIsa isa : convert_isas()) {
        std::vector<float> found(all.size());
        EXPECT_FALSE(convert_to_f32(DType::f16, bytes(all), all.size(), found.data(), isa)) << name(isa);
        for (size_t i = 0; i < all.size(); ++i) {
            const double value = half_value(all[i]);
            if (std::isnan(value)) {
                ASSERT_TRUE(std::isnan(found[i])) << i;
                ASSERT_EQ(std::bit_cast<uint32_t>(found[i]), std::bit_cast<uint32_t>(f16_to_f32(all[i]))) << i << name(isa);
            } else {
                ASSERT_EQ(found[i], value) << i << name(isa);
                ASSERT_EQ(std::signbit(found[i]), std::signbit(value)) << i << name(isa);
            }
        }
    }
}

TEST(Convert, Bf16RoundsToNearestEven) {
    const auto rounded = [](uint32_t bits) { return f32_to_bf16(std::bit_cast<float>(bits)); };
    EXPECT_EQ(rounded(0x3f800000), 0x3f80);  // 1
    EXPECT_EQ(rounded(0x3f808000), 0x3f80);  // halfway, down to even
    EXPECT_EQ(rounded(0x3f818000), 0x3f82);  // halfway, up to even
    EXPECT_EQ(rounded(0x3f808001), 0x3f81);
    EXPECT_EQ(rounded(0x00008001), 0x0001);  // denormal, not flushed
    EXPECT_EQ(rounded(0x80000001), 0x8000);
    EXPECT_EQ(rounded(0x7f7fffff), 0x7f80);  // largest f32: infinity
    EXPECT_EQ(rounded(0xff800000), 0xff80);
    EXPECT_TRUE(std::isnan(bf16_to_f32(rounded(0x7f800001))));  // payload in the lost bits only
    EXPECT_TRUE(std::isnan(bf16_to_f32(rounded(0xffffffff))));
}

// Every instruction set gives the bits of the element functions, at every length (vectors and the rest) and alignment.
TEST(Convert, InstructionSetsAgreeBitForBit) {
    std::mt19937 random(7);
    std::vector<uint32_t> source(4096 + 3);
    for (uint32_t& value : source) value = random();
    const std::byte* start = reinterpret_cast<const std::byte*>(source.data()) + 1;  // unaligned, as in a file
    for (ConvertIsa isa : convert_isas()) {
        for (size_t count : {0, 1, 7, 8, 15, 16, 17, 31, 33, 1000, 4096}) {
            for (DType from : {DType::f16, DType::bf16, DType::f32}) {
                std::vector<float> floats(count + 1, -1.0f);
                std::vector<uint16_t> halves(count + 1, 0x1234);
                const bool finite_f32 = convert_to_f32(from, start, count, floats.data(), isa),
                           finite_bf16 = convert_to_bf16(from, start, count, halves.data(), isa);
                bool expect_f32 = true, expect_bf16 = true;
                for (size_t i = 0; i < count; ++i) {
                    uint16_t half;
                    float value;
                    std::memcpy(&half, start + 2 * i, 2);
                    std::memcpy(&value, start + 4 * i, 4);
                    if (from != DType::f32) value = from == DType::f16 ? f16_to_f32(half) : bf16_to_f32(half);
                    ASSERT_EQ(std::bit_cast<uint32_t>(floats[i]), std::bit_cast<uint32_t>(value))
                        << name(isa) << dtype_name(from) << i << " of " << count;
                    ASSERT_EQ(halves[i], f32_to_bf16(value)) << name(isa) << dtype_name(from) << i << " of " << count;
                    expect_f32 &= std::isfinite(value);
                    expect_bf16 &= std::isfinite(bf16_to_f32(halves[i]));
                }
                EXPECT_EQ(floats[count], -1.0f);
                EXPECT_EQ(halves[count], 0x1234);
                EXPECT_EQ(finite_f32, expect_f32) << name(isa) << dtype_name(from) << count;
                EXPECT_EQ(finite_bf16, expect_bf16) << name(isa) << dtype_name(from) << count;
            }
        }
    }
}

// Both signs, every exponent, every way to round; then values that become infinite and NaN.
TEST(Convert, HalvesOfEveryKindOfFloat) {
    std::vector<float> values;
    for (uint32_t top = 0; top < 1u << 16; ++top) {
        for (const uint32_t low : {0u, 0x0fffu, 0x1000u, 0x1001u, 0x2fffu, 0x3000u, 0x8000u, 0xf001u})
            values.push_back(std::bit_cast<float>(top << 16 | low));
    }
    std::vector<uint16_t> halves(values.size());
    EXPECT_FALSE(convert_to_f16(DType::f32, bytes(values), values.size(), halves.data()));
    for (size_t i = 0; i < values.size(); ++i) ASSERT_EQ(halves[i], f32_to_f16(values[i])) << std::bit_cast<uint32_t>(values[i]);
    for (const size_t bad : {size_t{0}, size_t{7}, size_t{8}, size_t{18}}) {
        std::vector<float> few(19, 1.5f);
        EXPECT_TRUE(convert_to_f16(DType::f32, bytes(few), few.size(), halves.data()));
        few[bad] = 65520;
        EXPECT_FALSE(convert_to_f16(DType::f32, bytes(few), few.size(), halves.data())) << bad;
    }
}

TEST(Convert, FindsTheOneBadElementWhereverItIs) {
    for (ConvertIsa isa : convert_isas()) {
        for (size_t bad = 0; bad < 37; ++bad) {
            std::vector<float> values(37, 1.5f), floats(37);
            std::vector<uint16_t> halves(37);
            EXPECT_TRUE(convert_to_f32(DType::f32, bytes(values), 37, floats.data(), isa));
            EXPECT_TRUE(convert_to_bf16(DType::f32, bytes(values), 37, halves.data(), isa));
            values[bad] = bad % 2 ? std::numeric_limits<float>::quiet_NaN() : -std::numeric_limits<float>::infinity();
            EXPECT_FALSE(convert_to_f32(DType::f32, bytes(values), 37, floats.data(), isa)) << bad;
            EXPECT_FALSE(convert_to_bf16(DType::f32, bytes(values), 37, halves.data(), isa)) << bad;
        }
    }
}

TEST(Convert, DoublesAndRefusals) {
    const std::vector<double> values{1.0 / 3, -1e300, 1e-320};
    std::vector<float> floats(3);
    EXPECT_FALSE(convert_to_f32(DType::f64, bytes(values), 3, floats.data()));
    EXPECT_EQ(floats[0], 1.0f / 3);
    EXPECT_EQ(floats[1], -INFINITY);
    std::vector<uint16_t> halves(1);
    EXPECT_TRUE(convert_to_bf16(DType::f64, bytes(values), 1, halves.data()));
    EXPECT_EQ(halves[0], f32_to_bf16(1.0f / 3));
    EXPECT_THROW(convert_to_f32(DType::i64, bytes(values), 3, floats.data()), Error);
}

TEST(Convert, NanIsNamedWithItsTensor) {
    std::vector<float> values(9000, 0.5f);
    const TensorView view{DType::f32, {90, 100}, bytes(values)};
    EXPECT_TRUE(check_finite("a.weight", view, "m.safetensors"));
    values[8123] = NAN;
    const auto checked = check_finite("a.weight", view, "m.safetensors");
    ASSERT_FALSE(checked);
    EXPECT_EQ(
        checked.error(),
        "m.safetensors: tensor \"a.weight\" holds NaN (element 8123 of 9000, shape [90, 100]): the file is damaged; download it again");
    values[3] = INFINITY;
    EXPECT_NE(check_finite("a.weight", view, "m.safetensors").error().find("holds infinity (element 3 "), std::string::npos);
}

}  // namespace
}  // namespace imagelab
