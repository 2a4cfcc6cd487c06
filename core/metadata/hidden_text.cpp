#include "core/metadata/hidden_text.h"

#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/image/png_text.h"

namespace imagelab {
namespace {

constexpr std::string_view plain_mark = "stealth_pnginfo", gzip_mark = "stealth_pngcomp";

// Bytes `first` to `first + count` of what the lowest bits spell; the caller asks for no more than there are.
std::string bytes_of(const GreyImage& opacity, size_t first, size_t count) {
    std::string bytes(count, '\0');
    for (size_t i = 0; i < count * 8; ++i) {
        const size_t at = first * 8 + i, x = at / opacity.height, y = at % opacity.height;
        bytes[i / 8] = static_cast<char>(bytes[i / 8] << 1 | (opacity.pixels[y * opacity.width + x] & 1));
    }
    return bytes;
}

}  // namespace

std::optional<std::vector<PictureText>> read_hidden_texts(const GreyImage& opacity) {
    constexpr size_t start = plain_mark.size() + 4;
    const size_t held = opacity.pixels.size() / 8;
    if (held <= start) return std::nullopt;
    const std::string name = bytes_of(opacity, 0, plain_mark.size());
    if (name != plain_mark && name != gzip_mark) return std::nullopt;
    size_t bits = 0;
    for (const char byte : bytes_of(opacity, plain_mark.size(), 4)) bits = bits << 8 | static_cast<unsigned char>(byte);
    if (bits == 0 || bits % 8 != 0 || bits / 8 > held - start) return std::nullopt;
    const std::string bytes = bytes_of(opacity, start, bits / 8);
    const std::optional<std::string> text = name == gzip_mark ? inflated(bytes) : bytes;
    if (!text) return std::nullopt;
    const auto object = read_json(*text);
    if (!object || !object->is_object()) return std::vector<PictureText>{{"parameters", *text}};
    std::vector<PictureText> texts;
    for (const auto& [key, value] : object->items()) texts.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
    return texts;
}

}  // namespace imagelab
