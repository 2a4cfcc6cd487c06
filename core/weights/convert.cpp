#include "core/weights/convert.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cmath>
#include <cstring>
#include <memory>

#include "core/weights/convert_loops.h"

namespace imagelab {
namespace {

const ConvertLoops& loops(ConvertIsa isa) {
#if defined(__x86_64__)
    if (isa == ConvertIsa::avx512) return avx512_loops;
    if (isa == ConvertIsa::avx2) return avx2_loops;
#endif
    (void)isa;
    return scalar_loops;
}

ConvertIsa best_isa() {
    static const ConvertIsa best = convert_isas().back();
    return best;
}

bool finite(float value) {
    return (__builtin_bit_cast(uint32_t, value) & 0x7f800000u) != 0x7f800000u;
}

template <class T>
T read(const std::byte* source, size_t index) {
    T value;
    std::memcpy(&value, source + index * sizeof(T), sizeof(T));
    return value;
}

struct FromF16 {
    float operator()(const std::byte* source, size_t i) const { return f16_to_f32(read<uint16_t>(source, i)); }
};
struct FromBf16 {
    float operator()(const std::byte* source, size_t i) const { return bf16_to_f32(read<uint16_t>(source, i)); }
};
struct FromF32 {
    float operator()(const std::byte* source, size_t i) const { return read<float>(source, i); }
};
struct FromF64 {
    float operator()(const std::byte* source, size_t i) const { return static_cast<float>(read<double>(source, i)); }
};

template <class From>
bool to_f32(const std::byte* source, size_t count, float* target) {
    bool all = true;
    for (size_t i = 0; i < count; ++i) {
        target[i] = From{}(source, i);
        all &= finite(target[i]);
    }
    return all;
}

template <class From>
bool to_bf16(const std::byte* source, size_t count, uint16_t* target) {
    bool all = true;
    for (size_t i = 0; i < count; ++i) {
        target[i] = f32_to_bf16(From{}(source, i));
        all &= (target[i] & 0x7f80u) != 0x7f80u;
    }
    return all;
}

template <class From>
bool to_f16(const std::byte* source, size_t count, uint16_t* target) {
    bool all = true;
    for (size_t i = 0; i < count; ++i) {
        target[i] = f32_to_f16(From{}(source, i));
        all &= (target[i] & 0x7c00u) != 0x7c00u;
    }
    return all;
}

bool copy_f16(const std::byte* source, size_t count, uint16_t* target) {
    std::memcpy(target, source, count * sizeof(uint16_t));
    bool all = true;
    for (size_t i = 0; i < count; ++i) all &= (target[i] & 0x7c00u) != 0x7c00u;
    return all;
}

float element(const TensorView& view, size_t index) {
    if (view.source) {
        float value = 0;
        view.source->read(static_cast<int64_t>(index), 1, &value);
        return value;
    }
    switch (view.dtype) {
        case DType::f16:
            return FromF16{}(view.data, index);
        case DType::bf16:
            return FromBf16{}(view.data, index);
        case DType::f32:
            return FromF32{}(view.data, index);
        case DType::f64:
            return FromF64{}(view.data, index);
        default:
            return 0;
    }
}

[[noreturn]] void refuse(DType from) {
    throw Error("[convert] from " + std::string(dtype_name(from)) + ", expected f16, bf16, f32 or f64");
}

}  // namespace

const ConvertLoops scalar_loops{to_f32<FromF16>,   to_f32<FromBf16>, to_f32<FromF32>,  to_bf16<FromF16>,
                                to_bf16<FromBf16>, to_bf16<FromF32>, to_f16<FromBf16>, to_f16<FromF32>};

float f16_to_f32(uint16_t bits) {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
    const uint32_t exponent = (bits >> 10) & 31u, fraction = bits & 1023u;
    if (exponent == 0) {  // zero and denormals: fraction * 2^-24
        const float value = static_cast<float>(fraction) * 0x1p-24f;
        return __builtin_bit_cast(float, __builtin_bit_cast(uint32_t, value) | sign);
    }
    if (exponent == 31) return __builtin_bit_cast(float, sign | 0x7f800000u | (fraction ? 0x00400000u | fraction << 13 : 0u));
    return __builtin_bit_cast(float, sign | (exponent + 112) << 23 | fraction << 13);
}

uint16_t f32_to_bf16(float value) {
    const uint32_t bits = __builtin_bit_cast(uint32_t, value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>(bits >> 16 | 0x40u);
    return static_cast<uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

uint16_t f32_to_f16(float value) {
    const uint32_t bits = __builtin_bit_cast(uint32_t, value), magnitude = bits & 0x7fffffffu, sign = bits >> 16 & 0x8000u;
    uint32_t half;
    if (magnitude > 0x7f800000u) {
        half = 0x7e00u | (magnitude >> 13 & 0x3ffu);
    } else if (magnitude >= 0x477ff000u) {  // 65520 and above round to infinity
        half = 0x7c00u;
    } else if (magnitude >= 0x38800000u) {
        half = (magnitude + 0xfffu + (magnitude >> 13 & 1u) - 0x38000000u) >> 13;
    } else {  // denormals, multiples of 2^-24: adding 1/2 puts their last bit where f32 rounds
        half = __builtin_bit_cast(uint32_t, __builtin_bit_cast(float, magnitude) + 0.5f) - 0x3f000000u;
    }
    return static_cast<uint16_t>(sign | half);
}

std::vector<ConvertIsa> convert_isas() {
    std::vector<ConvertIsa> found{ConvertIsa::scalar};
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0;  // clang 14 knows no "f16c"
    const bool halves = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C) != 0;
    if (__builtin_cpu_supports("avx2") && halves) {
        found.push_back(ConvertIsa::avx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
            found.push_back(ConvertIsa::avx512);
    }
#endif
    return found;
}

bool convert_to_f32(DType from, const std::byte* source, size_t count, float* target, ConvertIsa isa) {
    switch (from) {
        case DType::f16:
            return loops(isa).f16_to_f32(source, count, target);
        case DType::bf16:
            return loops(isa).bf16_to_f32(source, count, target);
        case DType::f32:
            return loops(isa).f32_to_f32(source, count, target);
        case DType::f64:
            return to_f32<FromF64>(source, count, target);
        default:
            refuse(from);
    }
}

bool convert_to_bf16(DType from, const std::byte* source, size_t count, uint16_t* target, ConvertIsa isa) {
    switch (from) {
        case DType::f16:
            return loops(isa).f16_to_bf16(source, count, target);
        case DType::bf16:
            return loops(isa).bf16_to_bf16(source, count, target);
        case DType::f32:
            return loops(isa).f32_to_bf16(source, count, target);
        case DType::f64:
            return to_bf16<FromF64>(source, count, target);
        default:
            refuse(from);
    }
}

bool convert_to_f32(DType from, const std::byte* source, size_t count, float* target) {
    return convert_to_f32(from, source, count, target, best_isa());
}
bool convert_to_bf16(DType from, const std::byte* source, size_t count, uint16_t* target) {
    return convert_to_bf16(from, source, count, target, best_isa());
}

bool convert_to_f16(DType from, const std::byte* source, size_t count, uint16_t* target) {
    switch (from) {
        case DType::f16:
            return copy_f16(source, count, target);
        case DType::bf16:
            return loops(best_isa()).bf16_to_f16(source, count, target);
        case DType::f32:
            return loops(best_isa()).f32_to_f16(source, count, target);
        case DType::f64:
            return to_f16<FromF64>(source, count, target);
        default:
            refuse(from);
    }
}

namespace {

bool convert_to(DType to, DType from, const std::byte* source, size_t count, std::byte* target) {
    if (to == DType::bf16) return convert_to_bf16(from, source, count, reinterpret_cast<uint16_t*>(target));
    if (to == DType::f16) return convert_to_f16(from, source, count, reinterpret_cast<uint16_t*>(target));
    return convert_to_f32(from, source, count, reinterpret_cast<float*>(target));
}

}  // namespace

bool read_elements(const TensorView& view, int64_t first, int64_t count, DType dtype, std::byte* target) {
    if (!view.source)
        return convert_to(dtype, view.dtype, view.data + static_cast<size_t>(first) * dtype_bytes(view.dtype), static_cast<size_t>(count),
                          target);
    // Elements read at a time: as many as stay in a processor's cache until they are converted; of what must be computed (adapters on a
    // base), whole rows.
    int64_t most = 1 << 14;
    if (view.source->storage().empty()) {
        const int64_t row = view.shape.empty() || view.shape[0] == 0 ? 1 : std::max<int64_t>(1, element_count(view.shape) / view.shape[0]);
        most = std::max<int64_t>(12, (1 << 17) / row) * row;
    }
    const auto block = dtype == DType::f32 ? nullptr : std::make_unique_for_overwrite<float[]>(static_cast<size_t>(std::min(count, most)));
    bool finite = true;
    for (int64_t at = 0; at < count; at += most) {
        const int64_t part = std::min(most, count - at);
        std::byte* to = target + static_cast<size_t>(at) * dtype_bytes(dtype);
        float* values = dtype == DType::f32 ? reinterpret_cast<float*>(to) : block.get();
        view.source->read(first + at, part, values);
        finite &= convert_to(dtype, DType::f32, reinterpret_cast<const std::byte*>(values), static_cast<size_t>(part), to);
    }
    return finite;
}

bool read_rows(const TensorView& view, int64_t begin, int64_t end, float* target) {
    const int64_t rows = view.shape.empty() ? 1 : view.shape[0], columns = rows > 0 ? element_count(view.shape) / rows : 0;
    if (!view.transposed)
        return read_elements(view, begin * columns, (end - begin) * columns, DType::f32, reinterpret_cast<std::byte*>(target));
    bool finite = true;  // stored [columns, rows]
    std::vector<float> line(static_cast<size_t>(end - begin));
    for (int64_t column = 0; column < columns; ++column) {
        finite &= read_elements(view, column * rows + begin, end - begin, DType::f32, reinterpret_cast<std::byte*>(line.data()));
        for (int64_t row = 0; row < end - begin; ++row) target[row * columns + column] = line[static_cast<size_t>(row)];
    }
    return finite;
}

Result<void> check_finite(const std::string& name, const TensorView& view, const std::string& file) {
    constexpr size_t block = 4096;
    float values[block];
    const size_t count = static_cast<size_t>(element_count(view.shape));
    for (size_t begin = 0; begin < count; begin += block) {
        const size_t part = std::min(block, count - begin);
        if (!read_elements(view, static_cast<int64_t>(begin), static_cast<int64_t>(part), DType::f32, reinterpret_cast<std::byte*>(values)))
            return not_finite(name, view, file);
    }
    return {};
}

Failure not_finite(const std::string& name, const TensorView& view, const std::string& file) {
    const size_t count = static_cast<size_t>(element_count(view.shape));
    size_t first = 0;
    while (first < count && finite(element(view, first))) ++first;
    // bf16 has the range of f32 but fewer digits: values in its last half step below infinity round to it.
    const bool overflow = first == count || (!view.source && view.dtype == DType::f64 && std::isfinite(read<double>(view.data, first)));
    if (overflow)
        return {file + ": tensor \"" + name +
                "\" holds values too large for its converted form: choose --dtype f32; if that fails as well, the file is damaged"};
    const char* what = std::isnan(element(view, first)) ? "NaN" : "infinity";
    return {file + ": tensor \"" + name + "\" holds " + what + " (element " + std::to_string(first) + " of " + std::to_string(count) +
            ", shape " + shape_text(view.shape) + "): the file is damaged; download it again"};
}

}  // namespace imagelab
