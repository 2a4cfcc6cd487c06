#include "core/weights/safetensors_header.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace {

constexpr size_t max_rank = 32;
constexpr size_t max_entries = 100'000;  // tensors, and texts of metadata: 100 MB of names would take a gigabyte of memory

// Reads the header event by event, so that doubled names, deep nesting and numbers out of range are seen before any of them costs memory.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
  public:
    SafetensorsHeader take() && { return std::move(header_); }

    bool start_object(std::size_t) override {
        if (place_ == Place::outside) {
            place_ = Place::top;
        } else if (place_ == Place::top) {
            place_ = name_ == "__metadata__" ? Place::metadata : Place::tensor;
            if (header_.entries.size() == max_entries)
                throw Error("the header names more than " + std::to_string(max_entries) + " tensors");
            if (place_ == Place::tensor) header_.entries.push_back({.name = name_}), seen_ = 0;
        } else {
            unexpected("an object");
        }
        return true;
    }
    bool key(std::string& text) override {
        if (place_ == Place::top) {
            if (!names_.insert(text).second) throw Error("the header names " + quoted_name(text) + " twice");
            name_ = std::move(text);
        } else if (place_ == Place::metadata) {
            name_ = std::move(text);
            if (header_.metadata.size() == max_entries)
                throw Error("\"__metadata__\" has more than " + std::to_string(max_entries) + " texts");
            if (header_.metadata.contains(name_)) throw Error("\"__metadata__\" names " + quoted_name(name_) + " twice");
        } else {
            start_field(text);
        }
        return true;
    }
    bool end_object() override {
        if (place_ == Place::tensor && seen_ != (dtype_field | shape_field | offsets_field)) {
            throw Error("tensor " + quoted_name(entry().name) + " lacks " +
                        (!(seen_ & dtype_field)   ? "dtype"
                         : !(seen_ & shape_field) ? "shape"
                                                  : "data_offsets"));
        }
        place_ = place_ == Place::top ? Place::outside : Place::top;
        return true;
    }
    bool start_array(std::size_t) override {
        if (place_ == Place::shape_value) {
            place_ = Place::shape;
        } else if (place_ == Place::offsets_value) {
            place_ = Place::offsets;
        } else {
            unexpected("a list");
        }
        return true;
    }
    bool end_array() override {
        if (place_ == Place::offsets && offsets_ != 2) {
            throw Error("tensor " + quoted_name(entry().name) + " has " + std::to_string(offsets_) + " data_offsets, expected 2");
        }
        place_ = Place::tensor;
        return true;
    }
    bool string(std::string& text) override {
        if (place_ == Place::metadata) {
            header_.metadata[name_] = std::move(text);
        } else if (place_ == Place::dtype_value) {
            if (safetensors_dtype_bits(text) == 0) {
                throw Error("tensor " + quoted_name(entry().name) + " has the unknown dtype " + quoted_name(text) +
                            ", expected F32, F16, BF16 ...");
            }
            entry().dtype = std::move(text);
            place_ = Place::tensor;
        } else {
            unexpected("a text");
        }
        return true;
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (place_ == Place::shape) {
            if (entry().shape.size() == max_rank) throw Error("tensor " + quoted_name(entry().name) + " has more than 32 dimensions");
            if (value > static_cast<uint64_t>(INT64_MAX)) wrong_number(std::to_string(value));
            entry().shape.push_back(static_cast<int64_t>(value));
        } else if (place_ == Place::offsets) {
            if (offsets_ < 2) (offsets_ == 0 ? entry().begin : entry().end) = value;
            ++offsets_;
        } else {
            unexpected("a number");
        }
        return true;
    }
    bool number_integer(number_integer_t value) override { return wrong_number(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return wrong_number(text.substr(0, 60)); }
    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool binary(binary_t&) override { return unexpected("bytes"); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& trouble) override {
        const std::string text = trouble.what();
        const size_t detail = text.find("syntax error");
        throw Error("the header is not valid JSON (byte " + std::to_string(position) + ": " +
                    text.substr(detail == text.npos ? 0 : detail, 200) + ")");
    }

  private:
    enum class Place { outside, top, metadata, tensor, dtype_value, shape_value, shape, offsets_value, offsets };
    static constexpr int dtype_field = 1, shape_field = 2, offsets_field = 4;

    SafetensorsEntry& entry() { return header_.entries.back(); }

    void start_field(const std::string& text) {
        static const std::map<std::string, std::pair<int, Place>> fields{{"dtype", {dtype_field, Place::dtype_value}},
                                                                         {"shape", {shape_field, Place::shape_value}},
                                                                         {"data_offsets", {offsets_field, Place::offsets_value}}};
        const auto found = fields.find(text);
        if (found == fields.end()) {
            throw Error("tensor " + quoted_name(entry().name) + " has the field " + quoted_name(text) +
                        ", expected dtype, shape and data_offsets");
        }
        const auto [bit, place] = found->second;
        if (seen_ & bit) throw Error("tensor " + quoted_name(entry().name) + " names " + text + " twice");
        seen_ |= bit;
        place_ = place;
        offsets_ = 0;
    }

    [[noreturn]] bool unexpected(const std::string& found) const {
        switch (place_) {
            case Place::outside:
                throw Error("the header is " + found + ", expected an object of tensors");
            case Place::top:
                throw Error("the header's " + quoted_name(name_) + " is " + found + ", expected an object");
            case Place::metadata:
                throw Error("\"__metadata__\" holds " + found + " under " + quoted_name(name_) + ", expected texts only");
            default:
                throw Error("tensor " + quoted_name(header_.entries.back().name) + " holds " + found + " where the format wants " +
                            wanted());
        }
    }
    [[noreturn]] bool wrong_number(const std::string& found) const {
        if (place_ != Place::shape && place_ != Place::offsets) unexpected("a number");
        throw Error("tensor " + quoted_name(header_.entries.back().name) + " has " + found + " in its " +
                    (place_ == Place::shape ? "shape" : "data_offsets") + ", expected a whole number from 0 to 2^63");
    }
    const char* wanted() const {
        switch (place_) {
            case Place::dtype_value:
                return "the dtype's name";
            case Place::shape_value:
                return "a list of extents as shape";
            case Place::offsets_value:
                return "a list of two data_offsets";
            default:
                return "a whole number";
        }
    }

    SafetensorsHeader header_;
    std::set<std::string> names_;
    std::string name_;
    Place place_ = Place::outside;
    int seen_ = 0;
    int offsets_ = 0;
};

// Bytes that the entry's dtype and shape take. Throws where they do not fit 64 bits.
uint64_t expected_bytes(const SafetensorsEntry& entry) {
    uint64_t bits = static_cast<uint64_t>(safetensors_dtype_bits(entry.dtype));
    bool overflow = false;
    for (int64_t extent : entry.shape) overflow |= __builtin_mul_overflow(bits, static_cast<uint64_t>(extent), &bits);
    if (overflow)
        throw Error("tensor " + quoted_name(entry.name) + ": shape " + shape_text(entry.shape) + " of " + entry.dtype +
                    " is larger than any file");
    if (bits % 8 != 0)
        throw Error("tensor " + quoted_name(entry.name) + ": shape " + shape_text(entry.shape) + " of " + entry.dtype +
                    " does not end at a byte");
    return bits / 8;
}

// The reference's policy (Metadata::validate): sorted by their offsets the ranges follow each other from 0 without overlap or gap.
void check_ranges(SafetensorsHeader& header) {
    std::stable_sort(header.entries.begin(), header.entries.end(),
                     [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    uint64_t position = 0;
    const SafetensorsEntry* before = nullptr;
    for (const SafetensorsEntry& entry : header.entries) {
        const std::string range = "tensor " + quoted_name(entry.name) + " has data_offsets [" + std::to_string(entry.begin) + ", " +
                                  std::to_string(entry.end) + "]";
        if (entry.end < entry.begin) throw Error(range + ", which end before they begin");
        if (const uint64_t bytes = expected_bytes(entry); entry.end - entry.begin != bytes) {
            throw Error(range + ", " + std::to_string(entry.end - entry.begin) + " bytes, but its shape " + shape_text(entry.shape) +
                        " of " + entry.dtype + " takes " + std::to_string(bytes));
        }
        if (entry.begin < position)
            throw Error(range + ", which overlap those of " + quoted_name(before->name) + " up to " + std::to_string(position));
        if (entry.begin > position)
            throw Error(range + ", expected the first at " + std::to_string(position) + ": the bytes between belong to no tensor");
        position = entry.end;
        before = &entry;
    }
    header.data_bytes = position;
}

}  // namespace

int safetensors_dtype_bits(std::string_view dtype) {
    static const std::map<std::string_view, int> bits{
        {"F4", 4},      {"F6_E2M3", 6},     {"F6_E3M2", 6},     {"BOOL", 8}, {"U8", 8},   {"I8", 8},   {"F8_E5M2", 8}, {"F8_E4M3", 8},
        {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16}, {"U16", 16}, {"F16", 16}, {"BF16", 16},   {"I32", 32},
        {"U32", 32},    {"F32", 32},        {"C64", 64},        {"F64", 64}, {"I64", 64}, {"U64", 64}};
    const auto found = bits.find(dtype);
    return found == bits.end() ? 0 : found->second;
}

std::string_view safetensors_dtype_name(DType dtype) {
    constexpr std::string_view names[] = {"F32", "F16", "BF16", "I32", "I64", "U8", "I8", "F64"};
    return names[static_cast<size_t>(dtype)];
}

std::string safetensors_header_text(const nlohmann::ordered_json& header) {
    try {
        return header.dump();
    } catch (const nlohmann::json::exception&) {
        for (const auto& [name, value] : header.items()) {
            if (nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).find("\uFFFD") != std::string::npos)
                throw Error("tensor " + quoted_name(name) + " has a name that is no UTF-8, which safetensors cannot hold");
        }
        throw Error("a text of its metadata is no UTF-8, which safetensors cannot hold");
    }
}

SafetensorsHeader parse_safetensors_header(std::string_view json) {
    // The JSON library would skip a byte order mark and take a zero byte for the end; the format starts with '{' and has neither.
    if (json.empty() || json.front() != '{') throw Error("the header does not start with '{'");
    if (const size_t zero = json.find('\0'); zero != json.npos)
        throw Error("the header holds a zero byte at " + std::to_string(zero) + ", expected JSON");
    HeaderReader reader;
    nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
    SafetensorsHeader header = std::move(reader).take();
    check_ranges(header);
    return header;
}

}  // namespace imagelab
