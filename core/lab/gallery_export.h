#pragma once
#include <filesystem>

#include "core/base/error.h"

namespace imagelab {

enum class ExportKind {
    whole,             // the file as it is
    without_settings,  // the same pixels, without a word on how they were made
    captioned          // the file as it is, and NAME.txt with its prompt: what trainers read
};

// Copies the picture into the folder, which is made if need be; nothing there is overwritten ("cat-1.png" ...). The path of the copy.
Result<std::filesystem::path> export_picture(const std::filesystem::path& picture, const std::filesystem::path& folder, ExportKind kind);

}  // namespace imagelab
