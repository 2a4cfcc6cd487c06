#include "core/request/file_uri.h"

#include <cctype>

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

}  // namespace imagelab
