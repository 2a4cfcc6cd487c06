#include "core/image/picture_format.h"

#include <algorithm>
#include <filesystem>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

struct Entry {
    PictureFormat format;
    std::string_view name, extension, other_extension;
};
constexpr Entry entries[] = {{PictureFormat::png, "png", ".png", ".png"},
                             {PictureFormat::jpeg, "jpeg", ".jpg", ".jpeg"},
                             {PictureFormat::webp, "webp", ".webp", ".webp"},
                             {PictureFormat::tiff, "tiff", ".tif", ".tiff"},
                             {PictureFormat::exr, "exr", ".exr", ".exr"},
                             {PictureFormat::npy, "npy", ".npy", ".npy"},
                             {PictureFormat::latents, "latents", ".safetensors", ".safetensors"}};

}  // namespace

std::string_view picture_format_name(PictureFormat format) {
    return entries[static_cast<int>(format)].name;
}

std::string_view picture_extension(PictureFormat format) {
    return entries[static_cast<int>(format)].extension;
}

std::optional<PictureFormat> picture_format_of(std::string_view name) {
    for (const Entry& entry : entries) {
        if (entry.name == name) return entry.format;
    }
    return std::nullopt;
}

bool is_picture(PictureFormat format) {
    return format != PictureFormat::npy && format != PictureFormat::latents;
}

std::optional<PictureFormat> picture_format_of_file(const std::string& file) {
    const auto format = output_format_of_file(file);
    return format && is_picture(*format) ? format : std::nullopt;
}

std::optional<PictureFormat> output_format_of_file(const std::string& file) {
    const std::string extension = ascii_lower(std::filesystem::path(file).extension().string());
    for (const Entry& entry : entries) {
        if (extension == entry.extension || extension == entry.other_extension) return entry.format;
    }
    return std::nullopt;
}

}  // namespace imagelab
