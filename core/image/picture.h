#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/picture_format.h"

namespace imagelab {

// 8-bit RGB, rows top down, no padding.
struct RgbImage {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels;
};

struct PictureText {
    std::string key, value;  // UTF-8
};

struct PictureEncoding {
    PictureFormat format = PictureFormat::png;
    int quality = 95;  // 1..100, of JPEG and WebP; WebP at 100 loses nothing
};

// A picture with its texts inside, under a temporary name and renamed when whole: PNG text chunks; for JPEG, WebP and TIFF "parameters" as
// EXIF UserComment (UTF-16, as A1111 and Civitai read it) and all as XMP; EXR attributes (half floats, linear light). Throws Error where
// the disk refuses or the texts do not fit (see texts_fit).
void write_picture(const std::filesystem::path& path, const RgbImage& image, const std::vector<PictureText>& texts,
                   const PictureEncoding& encoding);
void write_png(const std::filesystem::path& path, const RgbImage& image, const std::vector<PictureText>& texts);
// Pixels [height, width, 3] in 0..1 at 16 bits a channel, as PNG or TIFF; with an opacity of the same size where there is one.
struct FinePicture;
void write_fine_picture(const std::filesystem::path& path, const FinePicture& picture, const std::vector<PictureText>& texts,
                        PictureFormat format, const RgbImage* opacity = nullptr);
// JPEG holds 64 KiB of each kind of metadata; the failure says what to do.
Result<void> texts_fit(const std::vector<PictureText>& texts, PictureFormat format);

Result<RgbImage> read_picture(
    const std::filesystem::path& path);  // any format OpenImageIO reads: in sRGB by its ICC profile, alpha over white, as EXIF turns it
Result<std::vector<PictureText>> read_png_texts(const std::filesystem::path& path);
// For what works on colours and opacity apart: the colours as they are stored beneath, the opacity in all three channels (read_opacity of
// core/image/mask.h); none where every pixel is opaque, or where the format multiplies colours by it (EXR).
struct ClearPicture {
    RgbImage colours, opacity;
};
bool may_be_clear(const std::filesystem::path& path);  // its header tells of an opacity
Result<std::optional<ClearPicture>> read_clear_picture(const std::filesystem::path& path);
// With its opacity as PNG, WebP and TIFF; the other formats have it over white.
void write_clear_picture(const std::filesystem::path& path, const ClearPicture& picture, const std::vector<PictureText>& texts,
                         const PictureEncoding& encoding);
RgbImage resize(const RgbImage& image, int width, int height);  // Lanczos, as diffusers' VaeImageProcessor

}  // namespace imagelab
