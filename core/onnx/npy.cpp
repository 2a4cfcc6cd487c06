#include "core/onnx/npy.h"

#include <algorithm>

#include "core/base/little_endian.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"

namespace imagelab::onnx {
namespace {

constexpr size_t most_bytes = size_t{2} << 30;

struct Code {
    std::string_view text;  // behind the mark of the byte order
    ElementType type;
};
constexpr Code codes[] = {{"f4", ElementType::f32}, {"f8", ElementType::f64}, {"f2", ElementType::f16}, {"i8", ElementType::i64},
                          {"i4", ElementType::i32}, {"i2", ElementType::i16}, {"i1", ElementType::i8},  {"u8", ElementType::u64},
                          {"u4", ElementType::u32}, {"u2", ElementType::u16}, {"u1", ElementType::u8},  {"b1", ElementType::boolean},
                          {"V2", ElementType::bf16}};

struct Header {
    ElementType type = ElementType::undefined;
    bool swapped = false, columns_first = false;
    Shape shape;
};

// What stands behind 'key': in the dictionary; empty where there is none.
std::string value_of(const std::string& text, const std::string& key) {
    const size_t at = text.find("'" + key + "'");
    const size_t colon = at == std::string::npos ? at : text.find(':', at + key.size() + 2);
    if (colon == std::string::npos) return "";
    size_t begin = text.find_first_not_of(' ', colon + 1);
    if (begin == std::string::npos) return "";
    const size_t end = text[begin] == '(' ? text.find(')', begin) : text.find_first_of(",}", begin);
    return end == std::string::npos ? "" : text.substr(begin, end - begin);
}

Result<Header> header_of(const std::string& text) {
    Header header;
    const std::string type = value_of(text, "descr");
    if (type.size() < 4 || type.front() != '\'' || type.back() != '\'') return Failure{"its elements are no plain numbers"};
    const std::string code = type.substr(1, type.size() - 2);
    header.swapped = code[0] == '>';
    for (const Code& each : codes) {
        if (code.substr(1) == each.text) header.type = each.type;
    }
    if (header.type == ElementType::undefined) return Failure{"its elements are of type \"" + code + "\", which no input takes"};
    const std::string order = value_of(text, "fortran_order");
    if (order != "True" && order != "False") return Failure{"its header says no order"};
    header.columns_first = order == "True";
    const std::string shape = value_of(text, "shape");
    if (shape.empty() || shape[0] != '(') return Failure{"its header says no shape"};
    for (size_t at = 1; at < shape.size();) {
        const size_t end = std::min(shape.find(',', at), shape.size());
        std::string number = shape.substr(at, end - at);
        number.erase(0, std::min(number.find_first_not_of(' '), number.size()));
        at = end + 1;
        if (number.empty()) continue;
        const auto extent = parsed_number(number);
        if (!extent || *extent < 0 || *extent > 1e12 || header.shape.size() >= 32) return Failure{"its shape is " + shape + ")"};
        header.shape.push_back(static_cast<int64_t>(*extent));
    }
    return header;
}

// The elements of a column-first array in the order of a row-first one.
Array turned(Array array) {
    Array y{array.type, array.shape, {}, {}};
    const size_t rank = array.shape.size();
    for (int64_t i = 0; i < array.count(); ++i) {
        int64_t rest = i, at = 0, stride = array.count();
        for (size_t axis = rank; axis-- > 0; rest /= array.shape[axis]) {
            stride /= std::max<int64_t>(array.shape[axis], 1);
            at += rest % array.shape[axis] * stride;
        }
        if (y.floats())
            y.numbers.push_back(array.number(at));
        else
            y.integers.push_back(array.integer(at));
    }
    return y;
}

}  // namespace

Result<Array> read_npy(const std::filesystem::path& path) {
    auto file = read_regular_file(path, most_bytes);
    if (!file) return Failure{file.error()};
    const auto wrong = [&](const std::string& why) { return Failure{path.string() + " is no array of NumPy that can be read: " + why}; };
    const std::string_view bytes = *file;
    if (bytes.size() < 10 || bytes.substr(0, 6) != "\x93NUMPY") return wrong("it does not begin as one");
    const bool wide = bytes[6] >= 2;
    const size_t begin = wide ? 12 : 10;
    if (bytes.size() < begin) return wrong("it ends within its header");
    const uint64_t length = little_endian(bytes.substr(8, begin - 8));
    if (length > bytes.size() - begin || length > 1 << 20) return wrong("it ends within its header");
    const auto header = header_of(std::string(bytes.substr(begin, length)));
    if (!header) return wrong(header.error());
    std::string elements(bytes.substr(begin + length));
    const size_t size = bytes_of(header->type);
    if (header->swapped) {
        for (size_t i = 0; i + size <= elements.size(); i += size)
            std::reverse(elements.begin() + static_cast<std::ptrdiff_t>(i), elements.begin() + static_cast<std::ptrdiff_t>(i + size));
    }
    try {
        Array array = array_of_bytes(header->type, header->shape, std::as_bytes(std::span(elements)));
        return header->columns_first ? turned(std::move(array)) : array;
    } catch (const Error& error) {
        return wrong(error.what());
    }
}

void write_npy(const std::filesystem::path& path, const Array& array) {
    std::string code;
    for (const Code& each : codes) {
        if (each.type == array.type) code = each.text;
    }
    const bool one_byte = bytes_of(array.type) == 1 || array.type == ElementType::bf16;
    std::string shape = "(";
    for (size_t i = 0; i < array.shape.size(); ++i) shape += (i > 0 ? ", " : "") + std::to_string(array.shape[i]);
    shape += array.shape.size() == 1 ? ",)" : ")";
    std::string header = "{'descr': '" + std::string(one_byte ? "|" : "<") + code + "', 'fortran_order': False, 'shape': " + shape + ", }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() & 0xff);
    file += static_cast<char>(header.size() >> 8);
    file += header;
    const std::vector<std::byte> elements = bytes_of_array(array);
    file.append(reinterpret_cast<const char*>(elements.data()), elements.size());
    write_file_atomically(path, file.data(), file.size());
}

}  // namespace imagelab::onnx
