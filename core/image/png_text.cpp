#include "core/image/png_text.h"

#include <algorithm>
#include <cstdint>

#include "core/base/crc32.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::string_view signature("\x89PNG\r\n\x1a\n", 8);
constexpr size_t header_end = 8 + 12 + 13;  // signature and IHDR

std::string big_endian(uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)};
}

uint32_t read_big_endian(std::string_view bytes) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

// Takes what stands before the next NUL; false where there is none.
bool take_field(std::string_view& data, std::string_view& field) {
    const size_t end = data.find('\0');
    if (end == std::string_view::npos) return false;
    field = data.substr(0, end);
    data.remove_prefix(end + 1);
    return true;
}

std::optional<PngTextChunk> parse_chunk(std::string_view type, std::string_view data) {
    std::string_view key, language, translated;
    if (!take_field(data, key) || key.empty()) return std::nullopt;
    PngTextChunk chunk;
    chunk.text.key = latin1_to_utf8(key);
    if (type == "zTXt") {
        chunk.compressed = true;
    } else if (type == "tEXt") {
        chunk.text.value = is_utf8(data) ? std::string(data) : latin1_to_utf8(data);
    } else {
        if (data.size() < 2) return std::nullopt;
        chunk.compressed = data[0] != 0;
        data.remove_prefix(2);
        if (!take_field(data, language) || !take_field(data, translated)) return std::nullopt;
        if (!chunk.compressed) chunk.text.value = is_utf8(data) ? std::string(data) : latin1_to_utf8(data);
    }
    return chunk;
}

}  // namespace

std::string png_text_chunk(const PictureText& text) {
    const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (text.key.empty() || text.key.size() > 79 || !std::all_of(text.key.begin(), text.key.end(), printable)) {
        throw Error("[png] a text chunk's name is 1 to 79 printable ASCII characters, not \"" + text.key + "\"");
    }
    if (text.value.find('\0') != std::string::npos) throw Error("[png] the text \"" + text.key + "\" holds a NUL character");
    const std::string nul(1, '\0');
    // iTXt: key, NUL, compression flag 0, method 0, language NUL, translated key NUL, text
    const std::string body =
        is_ascii(text.value) ? "tEXt" + text.key + nul + text.value : "iTXt" + text.key + nul + std::string(4, '\0') + text.value;
    return big_endian(static_cast<uint32_t>(body.size() - 4)) + body + big_endian(crc32(body));
}

std::string with_png_texts(const std::string& png, const std::vector<PictureText>& texts) {
    if (!png.starts_with(signature) || png.size() < header_end) throw Error("[png] the encoder gave no PNG");
    std::string out = png.substr(0, header_end);
    for (const PictureText& text : texts) out += png_text_chunk(text);
    return out + png.substr(header_end);
}

std::optional<std::vector<PngTextChunk>> parse_png_texts(std::string_view png) {
    if (!png.starts_with(signature)) return std::nullopt;
    png.remove_prefix(signature.size());
    std::vector<PngTextChunk> chunks;
    while (png.size() >= 12) {
        const size_t length = read_big_endian(png);
        const std::string_view type = png.substr(4, 4);
        if (length > png.size() - 12 || type == "IEND") break;
        if (type == "tEXt" || type == "zTXt" || type == "iTXt") {
            if (crc32(png.substr(4, length + 4)) != read_big_endian(png.substr(length + 8))) break;
            if (auto chunk = parse_chunk(type, png.substr(8, length))) chunks.push_back(std::move(*chunk));
        }
        png.remove_prefix(length + 12);
    }
    return chunks;
}

}  // namespace imagelab
