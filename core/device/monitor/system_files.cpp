#include "core/device/monitor/system_files.h"

#include <charconv>
#include <fstream>

namespace imagelab {

namespace fs = std::filesystem;

std::optional<std::string> first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    return line;
}

std::optional<int64_t> file_number(const fs::path& file) {
    const auto line = first_line(file);
    if (!line) return std::nullopt;
    const bool hex = line->starts_with("0x");
    const char* begin = line->data() + (hex ? 2 : 0);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(begin, line->data() + line->size(), value, hex ? 16 : 10);
    if (error != std::errc() || end == begin) return std::nullopt;
    return value;
}

std::optional<int64_t> hwmon_number(const fs::path& hwmon, const std::string& kind, const std::string& what) {
    std::error_code error;
    for (const auto& folder : fs::directory_iterator(hwmon, error)) {
        for (int i = 1; i <= 16; ++i) {
            if (const auto value = file_number(folder.path() / (kind + std::to_string(i) + "_" + what))) return value;
        }
    }
    return std::nullopt;
}

}  // namespace imagelab
