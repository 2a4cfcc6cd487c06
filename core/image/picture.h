#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// 8-bit RGB, rows top down, no padding.
struct RgbImage {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels;
};

struct PictureText {
    std::string key, value;  // UTF-8
};

// PNG with text chunks, under a temporary name and renamed when whole. Throws Error where the disk refuses.
void write_png(const std::filesystem::path& path, const RgbImage& image, const std::vector<PictureText>& texts);
Result<RgbImage> read_picture(
    const std::filesystem::path& path);  // any format OpenImageIO reads, alpha over white, EXIF orientation applied
Result<std::vector<PictureText>> read_png_texts(const std::filesystem::path& path);
RgbImage resize(const RgbImage& image, int width, int height);  // Lanczos, as diffusers' VaeImageProcessor

}  // namespace imagelab
