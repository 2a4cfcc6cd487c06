#include "core/image/png_text.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::string_view signature("\x89PNG\r\n\x1a\n", 8);
constexpr size_t header_end = 8 + 12 + 13;  // signature and IHDR

// CRC-32 of ISO 3309, PNG 1.2 appendix D.
uint32_t checksum(std::string_view bytes) {
    return static_cast<uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

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

std::string utf8(std::string_view text) {
    return is_utf8(text) ? std::string(text) : latin1_to_utf8(text);
}

// A chunk's text, or why there is none.
void parse_chunk(std::string_view type, std::string_view data, PngTexts& found) {
    std::string_view key, language, translated;
    if (!take_field(data, key) || key.empty()) return found.problems.push_back("a " + std::string(type) + " chunk has no name");
    bool compressed = type == "zTXt";
    if (type == "iTXt") {
        compressed = data.size() >= 2 && data[0] != 0;
        if (data.size() < 2 || (data.remove_prefix(2), !take_field(data, language)) || !take_field(data, translated))
            return found.problems.push_back("the text \"" + latin1_to_utf8(key) + "\" is cut short");
    } else if (compressed) {
        data.remove_prefix(std::min<size_t>(1, data.size()));  // the method: always deflate
    }
    std::optional<std::string> text = compressed ? inflated(data) : std::string(data);
    if (!text) {
        return found.problems.push_back("the compressed text \"" + latin1_to_utf8(key) + "\" is damaged or longer than " +
                                        std::to_string(largest_png_text >> 20) + " MiB");
    }
    found.texts.push_back({latin1_to_utf8(key), utf8(*text)});
}

// "tEXt", "zTXt" and "iTXt"
bool holds_text(std::string_view type) {
    return type == "tEXt" || type == "zTXt" || type == "iTXt";
}

}  // namespace

std::optional<std::string> inflated(std::string_view bytes) {
    z_stream stream{};
    if (::inflateInit2(&stream, 32 + MAX_WBITS) != Z_OK) return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string text;
    std::vector<char> part(64 << 10);
    int code = Z_OK;
    while (code == Z_OK && text.size() <= largest_png_text) {
        stream.next_out = reinterpret_cast<Bytef*>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        code = ::inflate(&stream, Z_NO_FLUSH);
        text.append(part.data(), part.size() - stream.avail_out);
    }
    ::inflateEnd(&stream);
    if (code != Z_STREAM_END || text.size() > largest_png_text) return std::nullopt;
    return text;
}

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
    return big_endian(static_cast<uint32_t>(body.size() - 4)) + body + big_endian(checksum(body));
}

std::string with_png_texts(const std::string& png, const std::vector<PictureText>& texts) {
    if (!png.starts_with(signature) || png.size() < header_end) throw Error("[png] the encoder gave no PNG");
    std::string out = png.substr(0, header_end);
    for (const PictureText& text : texts) out += png_text_chunk(text);
    return out + png.substr(header_end);
}

std::optional<PngTexts> read_png_texts(std::istream& png) {
    char start[header_end];
    if (!png.read(start, sizeof start) || !std::string_view(start, sizeof start).starts_with(signature)) return std::nullopt;
    PngTexts found;
    found.width = static_cast<int>(read_big_endian(std::string_view(start + 16, 4)));
    found.height = static_cast<int>(read_big_endian(std::string_view(start + 20, 4)));
    found.alpha = (start[25] & 4) != 0;  // colour types 4 and 6
    char head[8];
    size_t bytes = 0;
    while (png.read(head, sizeof head)) {
        if (bytes > largest_png_texts) {
            found.problems.push_back("more than " + std::to_string(largest_png_texts >> 20) + " MiB of texts; the rest was not read");
            return found;
        }
        const size_t length = read_big_endian(std::string_view(head, 4));
        const std::string type(head + 4, 4);
        if (type == "IEND") return found;
        if (type == "eXIf" && length <= largest_png_text && found.exif.empty()) {
            found.exif.resize(length);
            if (!png.read(found.exif.data(), static_cast<std::streamsize>(length))) break;
            png.seekg(4, std::ios::cur);
            continue;
        }
        if (!holds_text(type) || length > largest_png_text) {
            if (holds_text(type)) {
                found.problems.push_back("a text of " + std::to_string(length >> 20) +
                                         " MiB was not read: " + std::to_string(largest_png_text >> 20) + " MiB is the most");
            }
            png.seekg(static_cast<std::streamoff>(length) + 4, std::ios::cur);
            continue;
        }
        std::string chunk = type;
        chunk.resize(4 + length + 4);
        if (!png.read(chunk.data() + 4, static_cast<std::streamsize>(length) + 4)) break;
        if (checksum(std::string_view(chunk).substr(0, 4 + length)) != read_big_endian(std::string_view(chunk).substr(4 + length))) {
            found.problems.push_back("a text chunk is damaged; what follows it was not read");
            return found;
        }
        const size_t before = found.texts.size();
        parse_chunk(type, std::string_view(chunk).substr(4, length), found);
        bytes += found.texts.size() > before ? found.texts.back().value.size() : chunk.size();
    }
    found.problems.push_back("the file is cut short");
    return found;
}

}  // namespace imagelab
