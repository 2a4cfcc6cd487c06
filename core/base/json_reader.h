#pragma once
// The one way JSON enters this program: files, standard input, stored jobs, metadata of pictures, answers of servers. Its size, depth and
// number of values are bounded before they cost memory or stack: nlohmann's dump, comparison and copy recurse once a level.
#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "core/base/error.h"

namespace imagelab {

struct JsonLimits {
    size_t bytes = size_t{64} << 20;
    size_t values = 4'000'000;  // objects, lists, texts, numbers ...; a value takes 16 bytes of memory, more within an object
    size_t depth = 128;         // lists and objects inside each other
};

// The failure says what is wrong, with the byte where it is no JSON ("it is not valid JSON (byte 3: ...)"). Of a name given twice in one
// object the last value stands, as in Python.
Result<nlohmann::json> read_json(std::string_view text, const JsonLimits& limits = {});

// As above, of a regular file (core/base/read_file.h); the failure names it.
Result<nlohmann::json> read_json_file(const std::filesystem::path& path, const JsonLimits& limits = {});

}  // namespace imagelab
