#include "core/base/bytes.h"

#include <charconv>

namespace imagelab {

std::string readable_bytes(int64_t bytes) {
    const bool large = bytes >= int64_t{1} << 30;
    char digits[32];
    const auto [end, code] = std::to_chars(digits, digits + sizeof digits, static_cast<double>(bytes) / (large ? 1 << 30 : 1 << 20),
                                           std::chars_format::fixed, 1);
    return std::string(digits, end) + (large ? " GiB" : " MiB");
}

}  // namespace imagelab
