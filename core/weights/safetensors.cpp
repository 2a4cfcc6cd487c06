#include "core/weights/safetensors.h"

#include <algorithm>
#include <optional>

#include "core/base/little_endian.h"
#include "core/weights/byte_tensor.h"
#include "core/weights/foreign_file.h"
#include "core/weights/safetensors_header.h"

namespace imagelab {
namespace {

constexpr size_t length_bytes = 8;

std::optional<DType> known_dtype(std::string_view name) {
    for (DType dtype : {DType::f32, DType::f16, DType::bf16, DType::i32, DType::i64, DType::u8, DType::i8, DType::f64}) {
        if (name == safetensors_dtype_name(dtype)) return dtype;
    }
    return std::nullopt;
}

// The header's text, once the first bytes look like a safetensors file at all. Throws Error without the file's name.
std::string_view header_text(const std::byte* begin, size_t size) {
    const std::string_view start(reinterpret_cast<const char*>(begin), std::min<size_t>(size, 512));
    const auto foreign = [&](const std::string& otherwise) {
        const std::string found = describe_foreign_file(start);
        return Error("this is no file of weights (safetensors, PyTorch, GGUF); " + (found.empty() ? otherwise : found));
    };
    if (size < length_bytes) throw foreign("it has only " + std::to_string(size) + " bytes; is it still downloading?");
    const uint64_t length = little_endian(start.substr(0, length_bytes));
    const bool opens = size > length_bytes && start[length_bytes] == '{';
    if (!opens) throw foreign("it does not start with the length of a header and a '{'");
    if (length > max_safetensors_header) {
        throw foreign("its first 8 bytes announce a header of " + std::to_string(length) + " bytes, at most 100000000 are allowed");
    }
    if (length > size - length_bytes) {
        throw Error("the header should be " + std::to_string(length) + " bytes, the file has " + std::to_string(size - length_bytes) +
                    " after the length: the file is cut short; is it still downloading?");
    }
    return {reinterpret_cast<const char*>(begin) + length_bytes, static_cast<size_t>(length)};
}

void check_size(uint64_t found, uint64_t expected, const SafetensorsHeader& header) {
    if (found < expected) {
        const auto first_cut =
            std::find_if(header.entries.begin(), header.entries.end(), [&](const auto& entry) { return entry.end > found; });
        throw Error("the file is cut short; is it still downloading? Its header describes " + std::to_string(expected) +
                    " bytes of tensors, " + std::to_string(found) + " are there; \"" + first_cut->name +
                    "\" is the first tensor that is not whole");
    }
    if (found > expected) {
        throw Error("the file goes on for " + std::to_string(found - expected) +
                    " bytes after its last tensor, expected its end: it is damaged or was appended to");
    }
}

}  // namespace

WeightContents read_safetensors(std::span<const std::byte> file) {
    const std::string_view text = header_text(file.data(), file.size());
    SafetensorsHeader header = parse_safetensors_header(text);
    const std::byte* data = file.data() + length_bytes + text.size();
    check_size(file.size() - length_bytes - text.size(), header.data_bytes, header);
    WeightContents contents;
    for (SafetensorsEntry& entry : header.entries) {
        if (const auto dtype = known_dtype(entry.dtype)) {
            contents.tensors[entry.name] = TensorView{*dtype, std::move(entry.shape), data + entry.begin};
        } else if (const auto float8 = float8_of(entry.dtype)) {
            contents.tensors[entry.name] = byte_tensor(*float8, std::move(entry.shape), data + entry.begin);
        } else {
            contents.unreadable[entry.name] = entry.dtype;
        }
    }
    contents.metadata = std::move(header.metadata);
    release_pages(file.data(), length_bytes + text.size());
    return contents;
}

}  // namespace imagelab
