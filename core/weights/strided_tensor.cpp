#include "core/weights/strided_tensor.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/weights/byte_tensor.h"
#include "core/weights/convert.h"
#include "core/weights/safetensors_header.h"

namespace imagelab {
namespace {

class StridedSource final : public TensorSource {
  public:
    StridedSource(DType dtype, Shape shape, Shape strides, const std::byte* data)
        : dtype_(dtype), shape_(std::move(shape)), strides_(std::move(strides)), data_(data) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const size_t size = dtype_bytes(dtype_);
        std::array<std::byte, 8192> block;
        const auto most = static_cast<int64_t>(block.size() / size);
        for (int64_t at = 0; at < count; at += most) {
            const int64_t part = std::min(most, count - at);
            for (int64_t i = 0; i < part; ++i) {
                std::memcpy(block.data() + static_cast<size_t>(i) * size, data_ + static_cast<size_t>(place(first + at + i)) * size, size);
            }
            convert_to_f32(dtype_, block.data(), static_cast<size_t>(part), target + at);
        }
    }
    size_t stored_bytes() const override { return static_cast<size_t>(element_count(shape_)) * dtype_bytes(dtype_); }
    std::vector<std::span<const std::byte>> in_file() const override {
        return {std::span(data_, strided_extent(shape_, strides_).value_or(0) * dtype_bytes(dtype_))};
    }
    void release(int64_t, int64_t) const override {}  // neighbours in the tensor are none in the file

  private:
    int64_t place(int64_t element) const {
        int64_t at = 0;
        for (size_t axis = shape_.size(); axis-- > 0;) {
            at += element % shape_[axis] * strides_[axis];
            element /= shape_[axis];
        }
        return at;
    }

    DType dtype_;
    Shape shape_, strides_;
    const std::byte* data_;
};

std::optional<DType> plain_dtype(std::string_view name) {
    for (DType dtype : {DType::f32, DType::f16, DType::bf16, DType::i32, DType::i64, DType::u8, DType::i8, DType::f64}) {
        if (name == safetensors_dtype_name(dtype)) return dtype;
    }
    return std::nullopt;
}

}  // namespace

std::optional<uint64_t> strided_extent(const Shape& shape, const Shape& strides) {
    int64_t last = 0, count = 1;
    bool overflow = false;
    for (size_t axis = 0; axis < shape.size(); ++axis) {
        int64_t reach = 0;
        overflow |= __builtin_mul_overflow(count, shape[axis], &count);
        if (shape[axis] == 0) return 0;
        overflow |= __builtin_mul_overflow(shape[axis] - 1, strides[axis], &reach) || __builtin_add_overflow(last, reach, &last);
    }
    if (overflow || last == INT64_MAX) return std::nullopt;
    return static_cast<uint64_t>(last) + 1;
}

bool is_contiguous(const Shape& shape, const Shape& strides) {
    int64_t expected = 1;
    for (size_t axis = shape.size(); axis-- > 0;) {
        if (shape[axis] == 0) return true;
        if (shape[axis] != 1 && strides[axis] != expected) return false;
        expected *= shape[axis];
    }
    return true;
}

std::optional<TensorView> strided_tensor(std::string_view dtype, const Shape& shape, const Shape& strides, const std::byte* data) {
    const bool whole = is_contiguous(shape, strides);
    const auto plain = plain_dtype(dtype);
    if (whole && plain) return TensorView{*plain, shape, data};
    if (const auto float8 = float8_of(dtype); whole && float8) return byte_tensor(*float8, shape, data);
    const bool floats = plain && (*plain == DType::f32 || *plain == DType::f16 || *plain == DType::bf16 || *plain == DType::f64);
    const bool repeats = static_cast<uint64_t>(element_count(shape)) > strided_extent(shape, strides).value_or(0);
    if (!floats || repeats) return std::nullopt;
    TensorView view{.dtype = *plain == DType::f64 ? DType::f32 : *plain, .shape = shape};
    view.source = std::make_shared<StridedSource>(*plain, shape, strides, data);
    return view;
}

}  // namespace imagelab
