#include "core/image/containers.h"

#include <algorithm>
#include <string_view>

#include "core/image/exif_tags.h"
#include "core/image/xmp.h"

namespace imagelab {
namespace {

using namespace std::string_view_literals;

constexpr auto exif_mark = "Exif\0\0"sv, xmp_mark = "http://ns.adobe.com/xap/1.0/\0"sv,
               extension_mark = "http://ns.adobe.com/xmp/extension/\0"sv;

uint32_t big(std::string_view bytes, size_t at, size_t count) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

uint32_t little(std::string_view bytes, size_t at, size_t count) {
    uint32_t value = 0;
    for (size_t i = count; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
}

std::string take(std::istream& file, size_t count) {
    std::string out(count, '\0');
    file.read(out.data(), static_cast<std::streamsize>(count));
    out.resize(static_cast<size_t>(file.gcount()));
    return out;
}

uint64_t size_of(std::istream& file) {
    file.clear();
    file.seekg(0, std::ios::end);
    const auto end = file.tellg();
    file.seekg(0);
    return end < 0 ? 0 : static_cast<uint64_t>(end);
}

// A part of an extended packet: digest (32), whole length (4), offset (4), bytes.
void add_extension(std::string_view data, MetadataParts& parts) {
    if (data.size() < 40) return;
    const uint32_t whole = big(data, 32, 4), offset = big(data, 36, 4);
    if (whole > largest_xmp || offset > whole || data.size() - 40 > whole - offset) return;
    parts.extended_xmp.resize(whole);
    std::copy(data.begin() + 40, data.end(), parts.extended_xmp.begin() + offset);
}

void take_segment(unsigned char marker, std::string_view data, uint64_t at, MetadataParts& parts) {
    if (marker == 0xe1 && data.starts_with(exif_mark) && parts.exif_size == 0) {
        parts.exif_base = at + exif_mark.size();
        parts.exif_size = data.size() - exif_mark.size();
    } else if (marker == 0xe1 && data.starts_with(xmp_mark) && parts.xmp.empty()) {
        parts.xmp = data.substr(xmp_mark.size());
    } else if (marker == 0xe1 && data.starts_with(extension_mark)) {
        add_extension(data.substr(extension_mark.size()), parts);
    } else if (marker == 0xfe && parts.comment.empty()) {
        parts.comment = data;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc && data.size() >= 5) {
        parts.height = static_cast<int>(big(data, 1, 2));
        parts.width = static_cast<int>(big(data, 3, 2));
    }
}

void take_chunk(std::string_view type, std::string_view data, uint64_t at, MetadataParts& parts) {
    if (type == "EXIF") {
        const size_t mark = data.starts_with(exif_mark) ? exif_mark.size() : 0;
        parts.exif_base = at + mark;
        parts.exif_size = data.size() - mark;
    } else if (type == "XMP ") {
        parts.xmp = data;
    } else if (type == "VP8X" && data.size() >= 10) {
        parts.width = static_cast<int>(little(data, 4, 3)) + 1;
        parts.height = static_cast<int>(little(data, 7, 3)) + 1;
    } else if (type == "VP8L" && data.size() >= 5 && parts.width == 0) {
        const uint32_t bits = little(data, 1, 4);
        parts.width = static_cast<int>(bits & 0x3fff) + 1;
        parts.height = static_cast<int>(bits >> 14 & 0x3fff) + 1;
    } else if (type == "VP8 " && data.size() >= 10 && parts.width == 0) {
        parts.width = static_cast<int>(little(data, 6, 2) & 0x3fff);
        parts.height = static_cast<int>(little(data, 8, 2) & 0x3fff);
    }
}

}  // namespace

std::optional<MetadataParts> jpeg_parts(std::istream& file) {
    file.clear();
    file.seekg(0);
    if (take(file, 2) != "\xff\xd8"sv) return std::nullopt;
    MetadataParts parts;
    while (file) {
        int marker = file.get();
        if (marker != 0xff) break;
        while (marker == 0xff) marker = file.get();
        if (marker == 0xda || marker == 0xd9) break;  // start of scan, end of image
        if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
        const std::string length = take(file, 2);
        if (length.size() < 2 || big(length, 0, 2) < 2) break;
        const auto at = static_cast<uint64_t>(file.tellg());
        const std::string data = take(file, big(length, 0, 2) - 2);
        take_segment(static_cast<unsigned char>(marker), data, at, parts);
    }
    if (parts.width == 0) return std::nullopt;
    return parts;
}

std::optional<MetadataParts> webp_parts(std::istream& file) {
    constexpr uint32_t largest = 16 << 20;
    const uint64_t size = size_of(file);
    const std::string head = take(file, 12);
    if (!head.starts_with("RIFF"sv) || head.substr(8) != "WEBP") return std::nullopt;
    MetadataParts parts;
    for (uint64_t at = 12; at + 8 <= size;) {
        file.clear();
        file.seekg(static_cast<std::streamoff>(at));
        const std::string chunk = take(file, 8);
        if (chunk.size() < 8) break;
        const std::string type = chunk.substr(0, 4);
        const uint32_t length = little(chunk, 4, 4);
        const bool pixels = type == "VP8 " || type == "VP8L";
        if (pixels || ((type == "EXIF" || type == "XMP " || type == "VP8X") && length <= largest)) {
            take_chunk(type, take(file, pixels ? std::min<uint32_t>(length, 10) : length), at + 8, parts);
        } else if (type == "EXIF" || type == "XMP ") {
            parts.problems.push_back("a text of " + std::to_string(length >> 20) + " MiB was not read: 16 MiB is the most");
        }
        at += 8 + uint64_t{length} + (length & 1);
    }
    if (parts.width == 0) return std::nullopt;
    return parts;
}

std::optional<MetadataParts> tiff_parts(std::istream& file) {
    MetadataParts parts;
    parts.exif_size = size_of(file);
    ExifTags tags = read_exif_tags(file, 0, parts.exif_size);
    const ExifTag *width = tags.find(ExifId::width, false), *height = tags.find(ExifId::height, false);
    if (!width || !height) return std::nullopt;
    parts.width = static_cast<int>(std::min<uint32_t>(width->number, INT32_MAX));
    parts.height = static_cast<int>(std::min<uint32_t>(height->number, INT32_MAX));
    if (const ExifTag* xmp = tags.find(ExifId::xmp, false)) parts.xmp = xmp->bytes;
    return parts;
}

namespace {

std::optional<std::string> bare_jpeg(std::string_view file) {
    std::string out(file.substr(0, 2));
    for (size_t at = 2; at + 4 <= file.size();) {
        const auto marker = static_cast<unsigned char>(file[at + 1]);
        if (file[at] != '\xff') return std::nullopt;
        if (marker == 0xff) {  // a filling byte
            ++at;
            continue;
        }
        if (marker == 0xda) return out.append(file.substr(at));  // the scans
        const size_t length = 2 + (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7) ? 0 : big(file, at + 2, 2));
        if (length < 2 || length > file.size() - at) return std::nullopt;
        const bool metadata = marker == 0xe1 || marker == 0xed || marker == 0xfe;  // EXIF and XMP, IPTC, a comment
        if (!metadata) out += file.substr(at, length);
        at += length;
    }
    return std::nullopt;
}

std::optional<std::string> bare_webp(std::string_view file) {
    constexpr char exif_and_xmp = 0x0c;  // flags of VP8X
    std::string out(file.substr(0, 12));
    for (size_t at = 12; at + 8 <= file.size();) {
        const std::string_view type = file.substr(at, 4);
        const size_t length = little(file, at + 4, 4), whole = 8 + length + (length & 1);
        if (length > file.size() - at - 8) return std::nullopt;
        if (type != "EXIF" && type != "XMP ") {
            out += file.substr(at, whole);
            if (type == "VP8X" && length > 0) out[out.size() - std::min(whole, file.size() - at) + 8] &= static_cast<char>(~exif_and_xmp);
        }
        at += whole;
    }
    const size_t size = out.size() - 8;
    for (size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<char>(size >> 8 * i);
    return out;
}

}  // namespace

std::optional<std::string> without_metadata_parts(const std::string& file) {
    if (file.starts_with("\xff\xd8"sv)) return bare_jpeg(file);
    if (file.starts_with("RIFF"sv) && file.size() >= 12 && std::string_view(file).substr(8, 4) == "WEBP") return bare_webp(file);
    return std::nullopt;
}

}  // namespace imagelab
