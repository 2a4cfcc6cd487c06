#include "core/metadata/metadata.h"

#include <OpenImageIO/imageio.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/image/exif_tags.h"
#include "core/image/mask.h"
#include "core/image/png_text.h"
#include "core/metadata/hidden_text.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

std::optional<PictureFormat> format_of_bytes(std::string_view start) {
    if (start.starts_with("\x89PNG\r\n\x1a\n"sv)) return PictureFormat::png;
    if (start.starts_with("\xff\xd8\xff"sv)) return PictureFormat::jpeg;
    if (start.starts_with("RIFF"sv) && start.substr(8).starts_with("WEBP"sv)) return PictureFormat::webp;
    if (start.starts_with("II*\0"sv) || start.starts_with("MM\0*"sv)) return PictureFormat::tiff;
    if (start.starts_with("\x76\x2f\x31\x01"sv)) return PictureFormat::exr;
    return std::nullopt;
}

void take(ExifTexts& found, PictureMetadata& metadata) {
    metadata.texts = std::move(found.texts);
    metadata.marks = std::move(found.marks);
    metadata.problems.insert(metadata.problems.end(), found.problems.begin(), found.problems.end());
}

// PNG's own texts come first, then those of its EXIF and XMP; only a file without any is decoded for hidden ones.
void read_png(const fs::path& path, std::istream& file, PictureMetadata& metadata) {
    auto png = read_png_texts(file);
    if (!png) return metadata.problems.push_back("the file is cut short");
    metadata.width = png->width;
    metadata.height = png->height;
    ExifTexts found{.texts = {}, .marks = {}, .problems = std::move(png->problems)};
    std::vector<std::string> packets;
    for (PictureText& text : png->texts) {
        if (text.key == "XML:com.adobe.xmp")
            packets.push_back(std::move(text.value));
        else
            found.texts.push_back(std::move(text));
    }
    if (!png->exif.empty()) {
        std::istringstream exif(png->exif);
        add_exif(read_exif_tags(exif, 0, png->exif.size()), found);
    }
    for (const std::string& packet : packets) add_xmp(packet, found);
    take(found, metadata);
    if (!metadata.texts.empty() || !png->alpha) return;
    const auto opacity = read_opacity(path);
    if (!opacity) return;
    if (auto hidden = read_hidden_texts(luminance(*opacity))) metadata.texts = std::move(*hidden);
}

Result<void> read_exr(const fs::path& path, PictureMetadata& metadata) {
    const auto reader = OIIO::ImageInput::open(path.string());
    if (!reader) return Failure{"could not read the metadata of " + path.string() + ": " + OIIO::geterror()};
    metadata.width = reader->spec().width;
    metadata.height = reader->spec().height;
    for (const auto& attribute : reader->spec().extra_attribs) {
        if (attribute.type() == OIIO::TypeDesc::STRING) metadata.texts.push_back({attribute.name().string(), attribute.get_string()});
    }
    return {};
}

}  // namespace

const std::string* PictureMetadata::text(const std::string& key) const {
    for (const PictureText& text : texts) {
        if (text.key == key) return &text.value;
    }
    return nullptr;
}

Result<PictureMetadata> read_metadata(const fs::path& path) {
    std::error_code code;
    if (!fs::is_regular_file(path, code)) return Failure{path.string() + ": there is no such file"};
    std::ifstream file(path, std::ios::binary);
    char start[16] = {};
    if (!file) return Failure{"could not read " + path.string() + ": " + std::strerror(errno)};
    file.read(start, sizeof start);
    const auto format = format_of_bytes(std::string_view(start, static_cast<size_t>(file.gcount())));
    if (!format) return Failure{path.string() + ": this is no picture of a known format (PNG, JPEG, WebP, TIFF, EXR)"};
    PictureMetadata metadata;
    metadata.format = *format;
    if (*format == PictureFormat::png) {
        file.clear();
        file.seekg(0);
        read_png(path, file, metadata);
    } else if (*format == PictureFormat::exr) {
        if (const auto read = read_exr(path, metadata); !read) return Failure{read.error()};
    } else {
        auto found = read_exif_texts(path);
        if (!found) return Failure{found.error()};
        metadata.width = found->width;
        metadata.height = found->height;
        take(*found, metadata);
    }
    return metadata;
}

}  // namespace imagelab
