#pragma once
#include <string>
#include <string_view>

namespace imagelab {

// A name out of a file, for a message: in quotes, at most 200 bytes of it, control characters as '?'.
std::string quoted_name(std::string_view name);

}  // namespace imagelab
