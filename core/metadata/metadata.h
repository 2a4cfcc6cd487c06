#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/exif.h"
#include "core/image/picture.h"

namespace imagelab {

// What a picture file says about itself, whoever wrote it; what is hidden in its pixels (hidden_text.h) where it says nothing else.
struct PictureMetadata {
    PictureFormat format = PictureFormat::png;
    int width = 0, height = 0;
    std::vector<PictureText> texts;  // "parameters", "imagelab_request", "prompt", "workflow", "invokeai_metadata" ...
    Marks marks;                     // of XMP inside the file
    std::vector<std::string> problems;

    const std::string* text(const std::string& key) const;  // nullptr where there is none
};

// PNG, JPEG, WebP, TIFF, EXR by their first bytes. A failure says why; a damaged or oversized part is a problem and the rest is read.
Result<PictureMetadata> read_metadata(const std::filesystem::path& path);

}  // namespace imagelab
