#pragma once
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace imagelab {

// RFC 4648, section 4: the ordinary alphabet, with padding.
std::string base64_of(std::string_view bytes);
// White space between is skipped and padding may be missing, as programs send it; anything else is a failure.
Result<std::string> bytes_of_base64(std::string_view text);

}  // namespace imagelab
