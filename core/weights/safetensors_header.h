#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

struct SafetensorsEntry {
    std::string name;
    std::string dtype;  // as written: "F32", "BF16", "F8_E4M3" ...
    Shape shape;
    uint64_t begin = 0, end = 0;  // bytes, counted from the end of the header
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  // in the order of their bytes, which they cover from 0 to data_bytes without a gap
    std::map<std::string, std::string> metadata;
    uint64_t data_bytes = 0;
};

constexpr uint64_t max_safetensors_header = 100'000'000;

// `json` is the text of the header. Throws Error whose text names the tensor, what was found and what was expected, not the file.
SafetensorsHeader parse_safetensors_header(std::string_view json);

// The text of a header to write. Throws Error where a name or value is no UTF-8, as files of other formats may have it.
std::string safetensors_header_text(const nlohmann::ordered_json& header);

// Size in bits of an element, 0 for a name the format does not know.
int safetensors_dtype_bits(std::string_view dtype);
// The format's name of a dtype of ours.
std::string_view safetensors_dtype_name(DType dtype);

}  // namespace imagelab
