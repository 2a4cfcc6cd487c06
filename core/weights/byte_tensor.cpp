#include "core/weights/byte_tensor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/weights/convert.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

// What each byte is. The bits of E4M3 moved into an f16 are too small by 2^8, the difference of their biases; those of E5M2 are its upper
// half.
std::array<float, 256> numbers_of(ByteFormat format) {
    std::array<float, 256> numbers;
    for (unsigned bits = 0; bits < 256; ++bits) {
        const unsigned sign = (bits & 0x80) << 8, rest = bits & 0x7f;
        const unsigned e4m3 = sign | (rest == 0x7f ? 0x7e00 : rest << 7);
        numbers[bits] = format == ByteFormat::int8      ? static_cast<float>(static_cast<int8_t>(bits))
                        : format == ByteFormat::f8_e4m3 ? 256 * f16_to_f32(static_cast<uint16_t>(e4m3))
                                                        : f16_to_f32(static_cast<uint16_t>(bits << 8));
    }
    return numbers;
}

const std::array<float, 256>& table_of(ByteFormat format) {
    static const std::array<float, 256> tables[] = {numbers_of(ByteFormat::f8_e4m3), numbers_of(ByteFormat::f8_e5m2),
                                                    numbers_of(ByteFormat::int8)};
    return tables[static_cast<size_t>(format)];
}

class ByteSource final : public TensorSource {
  public:
    ByteSource(ByteFormat format, const std::byte* data, int64_t count, int64_t row, std::vector<float> scales)
        : format_(format), data_(data), count_(count), row_(row), scales_(std::move(scales)) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const auto* bytes = reinterpret_cast<const uint8_t*>(data_ + first);
        const float* numbers = table_of(format_).data();
        if (scales_.empty()) {
            for (int64_t i = 0; i < count; ++i) target[i] = numbers[bytes[i]];
            return;
        }
        for (int64_t at = 0; at < count;) {
            const int64_t row = scales_.size() > 1 ? (first + at) / row_ : 0;
            const int64_t end = scales_.size() > 1 ? std::min(count, (row + 1) * row_ - first) : count;
            const float scale = scales_[static_cast<size_t>(row)];
            for (int64_t i = at; i < end; ++i) target[i] = numbers[bytes[i]] * scale;
            at = end;
        }
    }
    size_t stored_bytes() const override { return static_cast<size_t>(count_); }
    std::vector<std::span<const std::byte>> in_file() const override { return {std::span(data_, static_cast<size_t>(count_))}; }
    void release(int64_t first, int64_t count) const override { release_pages(data_ + first, static_cast<size_t>(count)); }
    std::string storage() const override {
        const char* names[] = {"f8_e4m3", "f8_e5m2", "int8"};
        return names[static_cast<size_t>(format_)];
    }
    std::optional<Int8Stored> int8() const override {
        if (format_ != ByteFormat::int8 || scales_.empty()) return std::nullopt;
        return Int8Stored{data_, &scales_, 0};
    }
    std::optional<ByteTensor> plain() const { return scales_.empty() ? std::optional(ByteTensor{format_, data_}) : std::nullopt; }

  private:
    ByteFormat format_;
    const std::byte* data_;
    int64_t count_, row_;
    std::vector<float> scales_;
};

// x R of one group, by the factors of the Kronecker product: log4(group) passes over quadruples.
void rotate(float* group, int64_t size) {
    for (int64_t step = 1; step < size; step *= 4) {
        for (int64_t base = 0; base < size; base += 4 * step) {
            for (int64_t i = base; i < base + step; ++i) {
                const float a = group[i], b = group[i + step], c = group[i + 2 * step], d = group[i + 3 * step];
                group[i] = 0.5f * (a + b + c - d);
                group[i + step] = 0.5f * (a + b - c + d);
                group[i + 2 * step] = 0.5f * (a - b + c + d);
                group[i + 3 * step] = 0.5f * (-a + b + c + d);
            }
        }
    }
}

class RotatedSource final : public TensorSource {
  public:
    RotatedSource(std::shared_ptr<const TensorSource> turned, int64_t group) : turned_(std::move(turned)), group_(group) {}

    void read(int64_t first, int64_t count, float* target) const override {
        std::vector<float> values(static_cast<size_t>(group_));
        for (int64_t at = 0; at < count;) {
            const int64_t begin = (first + at) / group_ * group_, skip = first + at - begin, part = std::min(group_ - skip, count - at);
            turned_->read(begin, group_, values.data());
            rotate(values.data(), group_);
            std::copy_n(values.begin() + skip, part, target + at);
            at += part;
        }
    }
    size_t stored_bytes() const override { return turned_->stored_bytes(); }
    std::vector<std::span<const std::byte>> in_file() const override { return turned_->in_file(); }
    void release(int64_t first, int64_t count) const override { turned_->release(first, count); }
    std::optional<Int8Stored> int8() const override {
        auto stored = turned_->int8();
        if (stored) stored->group = group_;
        return stored;
    }
    std::string storage() const override { return turned_->storage(); }

  private:
    std::shared_ptr<const TensorSource> turned_;
    int64_t group_;
};

struct Float8 {
    int mantissa_bits, bias;
    float largest;  // what rounds to more is not a number of the format
};
Float8 layout(ByteFormat format) {
    return format == ByteFormat::f8_e4m3 ? Float8{3, 7, 448} : Float8{2, 15, 57344};
}

}  // namespace

std::optional<ByteFormat> float8_of(std::string_view safetensors_dtype) {
    if (safetensors_dtype == "F8_E4M3") return ByteFormat::f8_e4m3;
    if (safetensors_dtype == "F8_E5M2") return ByteFormat::f8_e5m2;
    return std::nullopt;
}

TensorView byte_tensor(ByteFormat format, Shape shape, const std::byte* data, std::vector<float> scales) {
    const int64_t count = element_count(shape), row = shape.empty() || shape[0] == 0 ? count : count / shape[0];
    TensorView view{.dtype = DType::f16, .shape = std::move(shape)};
    view.source = std::make_shared<ByteSource>(format, data, count, std::max<int64_t>(row, 1), std::move(scales));
    return view;
}

std::optional<ByteTensor> as_byte_tensor(const TensorView& view) {
    if (!view.source) return view.dtype == DType::i8 ? std::optional(ByteTensor{ByteFormat::int8, view.data}) : std::nullopt;
    const auto* source = dynamic_cast<const ByteSource*>(view.source.get());
    return source ? source->plain() : std::nullopt;
}

TensorView unrotated(const TensorView& view, int64_t group) {
    TensorView plain = view;
    plain.source = std::make_shared<RotatedSource>(view.source, group);
    return plain;
}

float f8_to_f32(ByteFormat format, uint8_t bits) {
    return table_of(format)[bits];
}

uint8_t f32_to_f8(ByteFormat format, float value) {
    if (format == ByteFormat::int8) return static_cast<uint8_t>(static_cast<int8_t>(std::clamp(std::round(value), -127.0f, 127.0f)));
    const Float8 to = layout(format);
    const uint32_t bits = __builtin_bit_cast(uint32_t, value), magnitude = bits & 0x7fffffffu, sign = bits >> 24 & 0x80u;
    const float size = __builtin_bit_cast(float, magnitude);
    const uint8_t special = format == ByteFormat::f8_e4m3 ? 0x7f : size == size ? 0x7c : 0x7e;
    const int drop = 23 - to.mantissa_bits;
    uint32_t code;
    if (magnitude < static_cast<uint32_t>(127 - to.bias + 1) << 23) {  // denormals: multiples of 2^(1 - bias - mantissa_bits)
        code = static_cast<uint32_t>(std::nearbyint(std::ldexp(size, to.bias - 1 + to.mantissa_bits)));
    } else if (magnitude >= 0x7f800000u) {
        return static_cast<uint8_t>(sign | special);
    } else {
        const uint32_t rounded = magnitude + (1u << (drop - 1)) - 1 + (magnitude >> drop & 1u);
        if (__builtin_bit_cast(float, rounded >> drop << drop) > to.largest) return static_cast<uint8_t>(sign | special);
        code = (rounded >> drop) - (static_cast<uint32_t>(127 - to.bias) << to.mantissa_bits);
    }
    return static_cast<uint8_t>(sign | code);
}

}  // namespace imagelab
