#pragma once
// What --json prints. Bytes that are no UTF-8, as file names may have them, are replaced.
#include <nlohmann/json_fwd.hpp>

namespace imagelab {

void print_json(const nlohmann::json& value);       // indented
void print_json_line(const nlohmann::json& value);  // one line, for lists of events

}  // namespace imagelab
