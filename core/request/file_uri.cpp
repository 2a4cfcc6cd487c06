#include "core/request/file_uri.h"

#include <cctype>
#include <string_view>

namespace imagelab {

std::string path_of_file_uri(const std::string& uri) {
    constexpr std::string_view local = "file://", host = "localhost";
    if (!uri.starts_with(local)) return "";
    std::string rest = uri.substr(local.size());
    if (rest.starts_with(host)) rest.erase(0, host.size());
    if (!rest.starts_with("/")) return "";
    std::string path;
    for (size_t i = 0; i < rest.size(); ++i) {
        const auto hex = [&](size_t at) { return at < rest.size() && std::isxdigit(static_cast<unsigned char>(rest[at])); };
        if (rest[i] == '%' && hex(i + 1) && hex(i + 2)) {
            path += static_cast<char>(std::stoi(rest.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            path += rest[i];
        }
    }
    return path;
}

std::string file_uri_of_path(const std::string& path) {
    constexpr std::string_view plain = "/-._~", digits = "0123456789ABCDEF";
    std::string uri = "file://";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && (std::isalnum(byte) || plain.find(c) != plain.npos)) {
            uri += c;
        } else {
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return uri;
}

}  // namespace imagelab
