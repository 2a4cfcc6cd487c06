#include "core/image/exif.h"

#include <algorithm>
#include <exiv2/exiv2.hpp>
#include <mutex>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr size_t largest_text = 16 << 20;  // bytes; as for PNG
constexpr int most_tags = 1000;
constexpr const char* own_namespace = "https://imagelab.app/ns/1.0/";

// The XMP toolkit inside Exiv2 has global state.
std::recursive_mutex& toolkit() {
    static std::recursive_mutex mutex;
    return mutex;
}

void prepare() {
    static std::once_flag once;
    std::call_once(once, [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::XmpParser::initialize();
        Exiv2::XmpProperties::registerNs(own_namespace, "imagelab");
    });
}

std::string utf16_be(std::string_view utf8) {
    std::string out;
    const auto unit = [&](uint32_t value) { out += {static_cast<char>(value >> 8), static_cast<char>(value)}; };
    for (size_t at = 0; at < utf8.size();) {
        const char32_t code = next_code_point(utf8, at);
        if (code < 0x10000) {
            unit(code);
        } else {
            unit(0xd800 + ((code - 0x10000) >> 10));
            unit(0xdc00 + ((code - 0x10000) & 0x3ff));
        }
    }
    return out;
}

void append_utf8(std::string& out, char32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 0x3f))};
    } else if (code < 0x10000) {
        out +=
            {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)), static_cast<char>(0x80 | (code & 0x3f))};
    } else {
        out += {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3f)),
                static_cast<char>(0x80 | (code >> 6 & 0x3f)), static_cast<char>(0x80 | (code & 0x3f))};
    }
}

// A lone surrogate becomes U+FFFD.
std::string utf8_of_utf16(std::string_view bytes, bool big_endian) {
    std::string out;
    const auto unit = [&](size_t at) -> char32_t {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return big_endian ? first << 8 | second : second << 8 | first;
    };
    for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t code = unit(at);
        if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size() && unit(at + 2) >= 0xdc00 && unit(at + 2) < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
            at += 2;
        }
        append_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
    }
    return out;
}

// Without a mark the order is told by where the zero bytes of Latin letters stand.
bool looks_big_endian(std::string_view bytes) {
    size_t even = 0, odd = 0;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        even += bytes[i] == 0;
        odd += bytes[i + 1] == 0;
    }
    return even >= odd;
}

std::string clean(std::string_view text) {
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
    std::string out = is_utf8(text) ? std::string(text) : latin1_to_utf8(text);
    std::erase(out, '\0');
    return out;
}

std::string raw_bytes(const Exiv2::Exifdatum& datum, Exiv2::ByteOrder order) {
    std::string bytes(static_cast<size_t>(std::max<long>(0, datum.size())), '\0');
    if (bytes.size() > largest_text || bytes.empty()) return {};
    datum.copy(reinterpret_cast<Exiv2::byte*>(bytes.data()), order);
    return bytes;
}

std::string own_key(const std::string& text_key) {
    return "Xmp.imagelab." + text_key;
}

Xmp from_exiv(const Exiv2::XmpData& data) {
    Xmp xmp;
    const auto find = [&](const char* key) { return data.findKey(Exiv2::XmpKey(key)); };
    if (const auto rating = find("Xmp.xmp.Rating"); rating != data.end())
        xmp.marks.rating = static_cast<int>(std::clamp<long>(rating->toLong(), 0, 5));
    if (const auto favourite = find("Xmp.imagelab.Favourite"); favourite != data.end())
        xmp.marks.favourite = favourite->toString() == "True";
    if (const auto tags = find("Xmp.dc.subject"); tags != data.end()) {
        for (long i = 0; i < std::min<long>(tags->count(), most_tags); ++i) xmp.marks.tags.push_back(clean(tags->toString(i)));
    }
    const std::string own = "Xmp.imagelab.";
    for (const auto& datum : data) {
        const std::string key = datum.key();
        if (!key.starts_with(own) || key == own + "Favourite" || key.find_first_of("/[", own.size()) != std::string::npos) continue;
        if (static_cast<size_t>(datum.size()) <= largest_text) xmp.texts.push_back({key.substr(own.size()), clean(datum.toString())});
    }
    return xmp;
}

void add_text(std::vector<PictureText>& texts, const std::string& key, std::string value) {
    const bool there = std::any_of(texts.begin(), texts.end(), [&](const PictureText& text) { return text.key == key; });
    if (!there && !value.empty()) texts.push_back({key, std::move(value)});
}

// ComfyUI writes WebP's EXIF Make and Model as "workflow:{...}" and "prompt:{...}" (comfy_extras/nodes_images.py).
void add_comfy_texts(const Exiv2::ExifData& exif, std::vector<PictureText>& texts) {
    for (const auto& datum : exif) {
        const std::string key = datum.key();
        if (key != "Exif.Image.Make" && key != "Exif.Image.Model" && key != "Exif.Image.ImageDescription") continue;
        if (static_cast<size_t>(datum.size()) > largest_text) continue;
        const std::string value = clean(datum.toString());
        for (const auto& [mark, name] :
             {std::pair{"prompt:", "prompt"}, {"Prompt:", "prompt"}, {"workflow:", "workflow"}, {"Workflow:", "workflow"}}) {
            if (value.starts_with(mark)) add_text(texts, name, value.substr(std::string_view(mark).size()));
        }
    }
}

template <class Image>
ExifTexts texts_of(Image& image) {
    ExifTexts found;
    image.readMetadata();
    found.width = static_cast<int>(image.pixelWidth());
    found.height = static_cast<int>(image.pixelHeight());
    const Exiv2::ExifData& exif = image.exifData();
    const auto comment = exif.findKey(Exiv2::ExifKey("Exif.Photo.UserComment"));
    if (comment != exif.end()) {
        if (static_cast<size_t>(comment->size()) > largest_text) {
            found.problems.push_back("a comment of " + std::to_string(comment->size() >> 20) + " MiB was not read: 16 MiB is the most");
        } else {
            add_text(found.texts, "parameters", text_of_user_comment(raw_bytes(*comment, image.byteOrder())));
        }
    }
    add_comfy_texts(exif, found.texts);
    Xmp xmp = from_exiv(image.xmpData());
    found.marks = std::move(xmp.marks);
    for (PictureText& text : xmp.texts) add_text(found.texts, text.key, std::move(text.value));
    return found;
}

std::string bytes_of(Exiv2::Image& image) {
    Exiv2::BasicIo& io = image.io();
    std::string out(io.size(), '\0');
    if (io.open() != 0 ||
        io.read(reinterpret_cast<Exiv2::byte*>(out.data()), static_cast<long>(out.size())) != static_cast<long>(out.size()))
        throw Error("[exif] the file with its metadata could not be read back");
    return out;
}

}  // namespace

std::string user_comment(std::string_view utf8) {
    return std::string("UNICODE\0", 8) + utf16_be(utf8);
}

std::string text_of_user_comment(std::string_view bytes) {
    using namespace std::string_view_literals;
    const std::string_view mark = bytes.substr(0, 8);
    if (mark == "UNICODE\0"sv) {
        std::string_view text = bytes.substr(8);
        if (text.starts_with("\xfe\xff"sv)) return clean(utf8_of_utf16(text.substr(2), true));
        if (text.starts_with("\xff\xfe"sv)) return clean(utf8_of_utf16(text.substr(2), false));
        return clean(utf8_of_utf16(text, looks_big_endian(text)));
    }
    if (mark == "ASCII\0\0\0"sv || mark == "\0\0\0\0\0\0\0\0"sv) bytes.remove_prefix(8);
    return clean(bytes);
}

size_t xml_bytes(std::string_view text) {
    size_t bytes = 0;
    for (const char c : text) bytes += c == '&' ? 5 : c == '<' || c == '>' ? 4 : c == '"' || c == '\n' || c == '\r' || c == '\t' ? 6 : 1;
    return bytes;
}

std::string with_exif_texts(const std::string& file, const std::vector<PictureText>& texts) {
    const std::lock_guard lock(toolkit());
    prepare();
    try {
        const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(file.data()), static_cast<long>(file.size()));
        image->readMetadata();
        for (const PictureText& text : texts) {
            if (text.key == "parameters") {
                const std::string comment = user_comment(text.value);
                Exiv2::DataValue value(reinterpret_cast<const Exiv2::byte*>(comment.data()), static_cast<long>(comment.size()));
                image->exifData().add(Exiv2::ExifKey("Exif.Photo.UserComment"), &value);
            }
            image->xmpData()[own_key(text.key)] = text.value;
        }
        image->xmpData()["Xmp.xmp.CreatorTool"] = "Image Lab " IMAGELAB_VERSION;
        image->writeMetadata();
        return bytes_of(*image);
    } catch (const Exiv2::Error& error) {
        throw Error(std::string("[exif] the metadata could not be written: ") + error.what());
    }
}

std::string without_metadata(const std::string& file) {
    const std::lock_guard lock(toolkit());
    prepare();
    try {
        const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(file.data()), static_cast<long>(file.size()));
        image->readMetadata();
        image->clearExifData();
        image->clearXmpPacket();
        image->clearXmpData();
        image->clearIptcData();
        image->clearComment();
        image->writeMetadata();
        return bytes_of(*image);
    } catch (const Exiv2::Error& error) {
        throw Error(std::string("[exif] the metadata could not be taken out: ") + error.what());
    }
}

Result<ExifTexts> read_exif_texts(const std::filesystem::path& path) {
    const std::lock_guard lock(toolkit());
    prepare();
    try {
        const auto image = Exiv2::ImageFactory::open(path.string(), false);
        return texts_of(*image);
    } catch (const std::exception& error) {
        return Failure{"could not read the metadata of " + path.string() + ": " + error.what()};
    }
}

Result<Xmp> parse_xmp(const std::string& packet) {
    const std::lock_guard lock(toolkit());
    prepare();
    try {
        Exiv2::XmpData data;
        if (packet.empty() || packet.size() > largest_text || Exiv2::XmpParser::decode(data, packet) != 0) return Failure{"it is no XMP"};
        return from_exiv(data);
    } catch (const std::exception& error) {
        return Failure{std::string("it is no XMP: ") + error.what()};
    }
}

std::string with_marks(const std::string& packet, const Xmp& xmp) {
    const std::lock_guard lock(toolkit());
    prepare();
    try {
        Exiv2::XmpData data;
        if (!packet.empty() && Exiv2::XmpParser::decode(data, packet) != 0) throw Error("[exif] the packet is no XMP");
        const auto put = [&](const std::string& key, const std::string& value) {
            const auto there = data.findKey(Exiv2::XmpKey(key));
            if (!value.empty()) {
                data[key] = value;
            } else if (there != data.end()) {
                data.erase(there);
            }
        };
        put("Xmp.xmp.Rating", xmp.marks.rating > 0 ? std::to_string(xmp.marks.rating) : "");
        put("Xmp.imagelab.Favourite", xmp.marks.favourite ? "True" : "");
        put("Xmp.dc.subject", "");
        if (!xmp.marks.tags.empty()) {
            const auto tags = Exiv2::Value::create(Exiv2::xmpBag);
            for (const std::string& tag : xmp.marks.tags) tags->read(tag);
            data.add(Exiv2::XmpKey("Xmp.dc.subject"), tags.get());
        }
        for (const PictureText& text : xmp.texts) put(own_key(text.key), text.value);
        std::string out;
        if (Exiv2::XmpParser::encode(out, data, Exiv2::XmpParser::omitPacketWrapper | Exiv2::XmpParser::useCompactFormat) != 0)
            throw Error("[exif] the XMP could not be written");
        return out;
    } catch (const Exiv2::Error& error) {
        throw Error(std::string("[exif] the XMP could not be written: ") + error.what());
    }
}

bool says_more_than_marks(const std::string& packet) {
    const std::lock_guard lock(toolkit());
    prepare();
    Exiv2::XmpData data;
    if (Exiv2::XmpParser::decode(data, packet) != 0) return true;
    return std::any_of(data.begin(), data.end(), [](const Exiv2::Xmpdatum& datum) {
        const std::string key = datum.key();
        return !key.starts_with("Xmp.imagelab.") && key != "Xmp.xmp.Rating" && key != "Xmp.dc.subject";
    });
}

}  // namespace imagelab
