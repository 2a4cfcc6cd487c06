#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace imagelab {

enum class PictureFormat { png, jpeg, webp, tiff, exr };

std::string_view picture_format_name(PictureFormat format);  // "jpeg"
std::string_view picture_extension(PictureFormat format);    // ".jpg"
// nullopt where no format has that name.
std::optional<PictureFormat> picture_format_of(std::string_view name);
// By the extension of a file's name, any case: .png, .jpg, .jpeg, .webp, .tif, .tiff, .exr.
std::optional<PictureFormat> picture_format_of_file(const std::string& file);

}  // namespace imagelab
