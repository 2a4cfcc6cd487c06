#include "core/image/exif.h"

#include <algorithm>
#include <exiv2/exiv2.hpp>
#include <fstream>
#include <mutex>

#include "core/image/containers.h"
#include "core/image/exif_tags.h"

namespace imagelab {
namespace {

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
        Exiv2::XmpProperties::registerNs(imagelab_namespace, "imagelab");
    });
}

std::string own_key(const std::string& text_key) {
    return "Xmp.imagelab." + text_key;
}

void add_text(std::vector<PictureText>& texts, const std::string& key, std::string value) {
    const bool there = std::any_of(texts.begin(), texts.end(), [&](const PictureText& text) { return text.key == key; });
    if (!there && !value.empty()) texts.push_back({key, std::move(value)});
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
    auto bare = without_metadata_parts(file);
    if (!bare) throw Error("[exif] the metadata could not be taken out: the file is no whole JPEG or WebP");
    return std::move(*bare);
}

void add_exif(const ExifTags& tags, ExifTexts& found) {
    found.problems.insert(found.problems.end(), tags.problems.begin(), tags.problems.end());
    for (PictureText& text : texts_of_exif(tags)) add_text(found.texts, text.key, std::move(text.value));
}

bool add_xmp(const std::string& packet, ExifTexts& found) {
    auto xmp = parse_xmp(packet);
    if (!xmp) return false;
    if (found.marks.empty()) found.marks = std::move(xmp->marks);
    for (PictureText& text : xmp->texts) add_text(found.texts, text.key, std::move(text.value));
    for (PictureText& text : xmp->others) {
        const bool ours = text.key == "Software" && text.value.starts_with("Image Lab");
        if (!ours) add_text(found.texts, text.key == "UserComment" ? "parameters" : text.key, std::move(text.value));
    }
    return true;
}

Result<ExifTexts> read_exif_texts(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    auto parts = jpeg_parts(file);
    if (!parts) parts = webp_parts(file);
    if (!parts) parts = tiff_parts(file);
    if (!parts) return Failure{"could not read the metadata of " + path.string() + ": the file is damaged or cut short"};
    ExifTexts found{parts->width, parts->height, {}, {}, std::move(parts->problems)};
    if (parts->exif_size > 0) add_exif(read_exif_tags(file, parts->exif_base, parts->exif_size), found);
    for (const std::string* packet : {&parts->xmp, &parts->extended_xmp}) {
        if (!packet->empty() && !add_xmp(*packet, found)) found.problems.emplace_back("the XMP is damaged and was not read");
    }
    add_text(found.texts, "Comment", clean_text(parts->comment));
    return found;
}

int orientation_of_exif(std::string_view block) {
    prepare();
    if (block.starts_with(std::string_view("Exif\0\0", 6))) block.remove_prefix(6);
    try {
        Exiv2::ExifData data;
        Exiv2::ExifParser::decode(data, reinterpret_cast<const Exiv2::byte*>(block.data()), static_cast<uint32_t>(block.size()));
        const auto found = data.findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
        return found != data.end() && found->count() > 0 ? static_cast<int>(found->toLong()) : 1;
    } catch (const Exiv2::Error&) {
        return 1;
    }
}

}  // namespace imagelab
