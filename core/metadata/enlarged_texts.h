#pragma once
// What an enlarged picture says of itself.
#include <filesystem>
#include <string>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

// "realesr-animevideov3 x4"
std::string enlarged_how(const std::filesystem::path& upscaler, double times);

// Everything that the picture it was made from says and its new format can hold, and how it was enlarged ("imagelab_enlarged").
std::vector<PictureText> enlarged_texts(const std::filesystem::path& picture, PictureFormat format, const std::string& how);

}  // namespace imagelab
