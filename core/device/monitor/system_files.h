#pragma once
// The small text files of /proc and /sys.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace imagelab {

std::optional<std::string> first_line(const std::filesystem::path& file);
std::optional<int64_t> file_number(const std::filesystem::path& file);  // decimal or 0x...

// The first number found among the files temp1_input, temp2_input ... (as `kind` "temp", `what` "input") of the folders in `hwmon`.
std::optional<int64_t> hwmon_number(const std::filesystem::path& hwmon, const std::string& kind, const std::string& what);

}  // namespace imagelab
