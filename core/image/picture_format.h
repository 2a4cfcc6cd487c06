#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace imagelab {

// npy: NumPy's f32 [height, width, 3] in 0..1; latents: safetensors with "latents" f32 [channels, height / 8, width / 8].
enum class PictureFormat { png, jpeg, webp, tiff, exr, npy, latents };
bool is_picture(PictureFormat format);  // one that viewers show: all but npy and latents

std::string_view picture_format_name(PictureFormat format);  // "jpeg"
std::string_view picture_extension(PictureFormat format);    // ".jpg"
// nullopt where no format has that name.
std::optional<PictureFormat> picture_format_of(std::string_view name);
// By the extension of a file's name, any case: .png, .jpg, .jpeg, .webp, .tif, .tiff, .exr. The second also knows .npy and .safetensors.
std::optional<PictureFormat> picture_format_of_file(const std::string& file);
std::optional<PictureFormat> output_format_of_file(const std::string& file);

}  // namespace imagelab
