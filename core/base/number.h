#pragma once
// Numbers as text that programs read: a point whatever LC_NUMERIC says (std::to_chars, std::from_chars), never "inf" or a group mark.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imagelab {

std::string general_text(double value, int digits = 10);     // significant digits, without zeros at the end: printf's %.{digits}g
std::string fixed_text(double value, int decimals);          // printf's %.{decimals}f
std::string padded(const std::string& text, int width);      // behind spaces, as printf's %{width}s
std::optional<double> parsed_number(std::string_view text);  // the whole text: "1", "-0.5", ".5", "1e-3"; finite
// "8G", "512M", "64K" (with or without B) or bytes, as a number of them; 0 or more.
std::optional<int64_t> parsed_bytes(std::string_view text);

}  // namespace imagelab
