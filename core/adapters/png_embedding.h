#pragma once
#include <filesystem>
#include <string>

#include "core/adapters/textual_inversion.h"

namespace imagelab {

bool is_png_file(const std::filesystem::path& path);
// The vectors in the text chunk "sd-ti-embedding" of a picture: base64 of JSON with tensors as {"TORCHTENSOR": nested lists} (A1111
// modules/textual_inversion/image_embedding.py). The failure does not name the file.
Result<EmbeddingVectors> read_png_embedding(const std::filesystem::path& path);

}  // namespace imagelab
