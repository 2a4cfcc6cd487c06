#include "core/onnx/array.h"

#include <cmath>
#include <cstring>

#include "core/base/number.h"
#include "core/weights/convert.h"

namespace imagelab::onnx {
namespace {

template <class T, class Out>
void widen(std::span<const std::byte> bytes, std::vector<Out>& to) {
    to.resize(bytes.size() / sizeof(T));
    for (size_t i = 0; i < to.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof value);
        to[i] = static_cast<Out>(value);
    }
}

template <class T, class In>
void narrow(const std::vector<In>& from, std::vector<std::byte>& bytes) {
    for (size_t i = 0; i < from.size(); ++i) {
        const T value = static_cast<T>(from[i]);
        std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof value);
    }
}

void read_integers(ElementType type, std::span<const std::byte> bytes, std::vector<int64_t>& to) {
    switch (type) {
        case ElementType::u8:
            return widen<uint8_t>(bytes, to);
        case ElementType::i8:
            return widen<int8_t>(bytes, to);
        case ElementType::u16:
            return widen<uint16_t>(bytes, to);
        case ElementType::i16:
            return widen<int16_t>(bytes, to);
        case ElementType::i32:
            return widen<int32_t>(bytes, to);
        case ElementType::u32:
            return widen<uint32_t>(bytes, to);
        case ElementType::boolean:
            widen<uint8_t>(bytes, to);
            for (int64_t& value : to) value = value != 0;
            return;
        default:
            return widen<int64_t>(bytes, to);
    }
}

double half_number(ElementType type, uint16_t bits) {
    return static_cast<double>(type == ElementType::f16 ? f16_to_f32(bits) : bf16_to_f32(bits));
}
uint16_t half_bits(ElementType type, double value) {
    const auto single = static_cast<float>(value);
    return type == ElementType::f16 ? f32_to_f16(single) : f32_to_bf16(single);
}

}  // namespace

Array floats_of(Shape shape, std::vector<double> values, ElementType type) {
    return {type, std::move(shape), std::move(values), {}};
}
Array integers_of(Shape shape, std::vector<int64_t> values, ElementType type) {
    return {type, std::move(shape), {}, std::move(values)};
}

double rounded(ElementType type, double value) {
    switch (type) {
        case ElementType::f32:
            return static_cast<double>(static_cast<float>(value));
        case ElementType::f16:
        case ElementType::bf16:
            return half_number(type, half_bits(type, value));
        default:
            return value;
    }
}

Array array_of_bytes(ElementType type, Shape shape, std::span<const std::byte> bytes) {
    const int64_t count = checked_count(shape);
    const size_t size = bytes_of(type);
    if (size == 0) throw Error("elements of type " + std::string(numpy_name(type)) + " are not known here");
    if (bytes.size() != static_cast<size_t>(count) * size)
        throw Error("a tensor " + shape_text(shape) + " of " + std::string(numpy_name(type)) + " has " + std::to_string(bytes.size()) +
                    " bytes");
    Array array{type, std::move(shape), {}, {}};
    if (type == ElementType::f32) {
        widen<float>(bytes, array.numbers);
    } else if (type == ElementType::f64) {
        widen<double>(bytes, array.numbers);
    } else if (array.floats()) {
        std::vector<uint16_t> halves;
        widen<uint16_t>(bytes, halves);
        for (const uint16_t bits : halves) array.numbers.push_back(half_number(type, bits));
    } else {
        read_integers(type, bytes, array.integers);
    }
    return array;
}

std::vector<std::byte> bytes_of_array(const Array& array) {
    std::vector<std::byte> bytes(static_cast<size_t>(array.count()) * bytes_of(array.type));
    switch (array.type) {
        case ElementType::f32:
            narrow<float>(array.numbers, bytes);
            break;
        case ElementType::f64:
            narrow<double>(array.numbers, bytes);
            break;
        case ElementType::f16:
        case ElementType::bf16:
            for (size_t i = 0; i < array.numbers.size(); ++i) {
                const uint16_t bits = half_bits(array.type, array.numbers[i]);
                std::memcpy(bytes.data() + 2 * i, &bits, 2);
            }
            break;
        case ElementType::u8:
        case ElementType::i8:
        case ElementType::boolean:
            narrow<uint8_t>(array.integers, bytes);
            break;
        case ElementType::u16:
        case ElementType::i16:
            narrow<uint16_t>(array.integers, bytes);
            break;
        case ElementType::i32:
        case ElementType::u32:
            narrow<uint32_t>(array.integers, bytes);
            break;
        default:
            narrow<int64_t>(array.integers, bytes);
    }
    return bytes;
}

std::span<const std::byte> ExternalFiles::bytes(const TensorDef& tensor) {
    namespace fs = std::filesystem;
    const auto find = [&](const char* key) {
        const auto found = tensor.external.find(key);
        return found == tensor.external.end() ? std::string() : found->second;
    };
    const std::string location = find("location"), who = "the elements of \"" + tensor.name + "\" ";
    const fs::path relative(location);
    bool inside =
        !location.empty() && location.find('\0') == std::string::npos && relative.is_relative() && location.find('\\') == std::string::npos;
    for (const fs::path& part : relative) inside = inside && part != "..";
    if (!inside) throw Error(who + "are in \"" + location.substr(0, 200) + "\", which is not below the model's folder");
    std::unique_ptr<MappedFile>& file = files_[location];
    if (!file) {
        std::error_code error;
        const fs::path folder = fs::weakly_canonical(folder_, error), real = fs::weakly_canonical(folder_ / relative, error);
        const fs::path from_folder = real.lexically_relative(folder);
        if (error || from_folder.empty() || *from_folder.begin() == "..")
            throw Error(who + "are in \"" + location.substr(0, 200) + "\", which leads out of the model's folder");
        auto opened = MappedFile::open(folder_ / relative);
        if (!opened) throw Error(who + "are in " + (folder_ / relative).string() + ": " + opened.error());
        file = std::move(*opened);
    }
    const auto number = [&](const char* key, uint64_t otherwise) {
        const std::string text = find(key);
        if (text.empty()) return otherwise;
        const auto value = parsed_number(text);
        if (!value || *value < 0 || *value > 9e15) throw Error(who + "have the " + key + " \"" + text.substr(0, 40) + "\"");
        return static_cast<uint64_t>(*value);
    };
    const uint64_t size = file->size(), offset = number("offset", 0);
    const uint64_t wanted = static_cast<uint64_t>(checked_count(tensor.shape)) * bytes_of(tensor.type);
    const uint64_t length = number("length", wanted);
    if (length != wanted) throw Error(who + "take " + std::to_string(wanted) + " bytes, not " + std::to_string(length));
    if (offset > size || length > size - offset) throw Error(who + "lie behind the end of \"" + location + "\"");
    return {file->data() + offset, static_cast<size_t>(length)};
}

std::span<const std::byte> elements_in_file(const TensorDef& tensor, ExternalFiles& files) {
    if (bytes_of(tensor.type) == 0) return {};
    const auto bytes = !tensor.external.empty() ? files.bytes(tensor) : tensor.has_raw ? tensor.raw : std::span<const std::byte>();
    const size_t wanted = static_cast<size_t>(checked_count(tensor.shape)) * bytes_of(tensor.type);
    if (!bytes.empty() && bytes.size() != wanted)
        throw Error("\"" + tensor.name + "\" " + shape_text(tensor.shape) + " of " + std::string(numpy_name(tensor.type)) + " takes " +
                    std::to_string(wanted) + " bytes, not " + std::to_string(bytes.size()));
    return bytes;
}

Array decoded(const TensorDef& tensor, ExternalFiles& files, int64_t most) {
    const int64_t count = checked_count(tensor.shape);
    const std::string who = "\"" + tensor.name + "\" " + shape_text(tensor.shape);
    if (bytes_of(tensor.type) == 0)
        throw Error(who + " has elements of a type that is not known here: " + std::string(numpy_name(tensor.type)));
    if (count > most) throw Error(who + " has more elements than are computed ahead");
    const auto bytes = elements_in_file(tensor, files);
    if (!bytes.empty() || count == 0) return array_of_bytes(tensor.type, tensor.shape, bytes);
    Array array{tensor.type, tensor.shape, {}, {}};
    if (array.floats() && !tensor.numbers.empty()) {
        array.numbers = tensor.numbers;
    } else if (array.floats()) {  // halves as the integers that have their bits
        for (const int64_t bits : tensor.integers) array.numbers.push_back(half_number(tensor.type, static_cast<uint16_t>(bits)));
    } else {
        for (const int64_t value : tensor.integers) array.integers.push_back(wrapped(tensor.type, value));
    }
    if (array.count() != count) throw Error(who + " has " + std::to_string(array.count()) + " elements");
    return array;
}

}  // namespace imagelab::onnx
