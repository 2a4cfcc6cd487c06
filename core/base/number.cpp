#include "core/base/number.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

std::string written(double value, std::chars_format format, int precision) {
    char text[512];  // the largest double has 309 digits before its point
    const auto [end, error] = std::to_chars(text, text + sizeof text, value, format, precision);
    return error == std::errc() ? std::string(text, end) : std::string("0");
}

}  // namespace

std::string general_text(double value, int digits) {
    return written(value, std::chars_format::general, digits);
}

std::string fixed_text(double value, int decimals) {
    return written(value, std::chars_format::fixed, decimals);
}

std::string padded(const std::string& text, int width) {
    const auto wide = static_cast<size_t>(width);
    return text.size() < wide ? std::string(wide - text.size(), ' ') + text : text;
}

std::optional<double> parsed_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<int64_t> parsed_bytes(std::string_view text) {
    constexpr std::string_view units = "KMGT";
    text = trimmed(text);
    if (!text.empty() && (text.back() == 'B' || text.back() == 'b')) text.remove_suffix(1);
    double times = 1;
    if (!text.empty()) {
        const size_t unit = units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(text.back()))));
        if (unit != units.npos) {
            text.remove_suffix(1);
            times = static_cast<double>(int64_t{1} << (10 * (unit + 1)));
        }
    }
    const auto number = parsed_number(text);
    if (!number || *number < 0 || *number * times >= 9e18) return std::nullopt;
    return static_cast<int64_t>(*number * times);
}

}  // namespace imagelab
