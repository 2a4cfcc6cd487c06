#include "core/lab/gallery_export.h"

#include "core/base/paths.h"
#include "core/image/foreign/import.h"
#include "core/image/metadata.h"
#include "core/image/picture.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

fs::path free_name(const fs::path& folder, const fs::path& name, bool caption) {
    std::error_code code;
    for (int number = 0;; ++number) {
        const fs::path tried =
            number == 0 ? name : fs::path(name.stem().string() + "-" + std::to_string(number) + name.extension().string());
        const fs::path path = folder / tried;
        if (!fs::exists(path, code) && !(caption && fs::exists(fs::path(path).replace_extension(".txt"), code))) return path;
    }
}

// JPEG and WebP keep their pixels as they are; the others lose nothing when they are written anew.
void write_bare(const fs::path& picture, const fs::path& copy, PictureFormat format) {
    if (format == PictureFormat::jpeg || format == PictureFormat::webp) {
        const std::string bare = without_metadata(read_text_file(picture));
        return write_file_atomically(copy, bare.data(), bare.size());
    }
    const auto image = read_picture(picture);
    if (!image) throw Error(image.error());
    write_picture(copy, *image, {}, {format, 100});
}

}  // namespace

Result<fs::path> export_picture(const fs::path& picture, const fs::path& folder, ExportKind kind) {
    const auto metadata = read_metadata(picture);
    if (!metadata) return Failure{metadata.error()};
    try {
        fs::create_directories(folder);
        const fs::path copy = free_name(folder, picture.filename(), kind == ExportKind::captioned);
        if (kind == ExportKind::without_settings) {
            write_bare(picture, copy, metadata->format);
        } else {
            fs::copy_file(picture, copy);
        }
        if (kind == ExportKind::captioned) {
            const std::string caption = prompt_as_written(*metadata).value_or("") + "\n";
            write_file_atomically(fs::path(copy).replace_extension(".txt"), caption.data(), caption.size());
        }
        return copy;
    } catch (const std::exception& error) {
        return Failure{picture.string() + " could not be exported: " + error.what()};
    }
}

}  // namespace imagelab
