#pragma once
#include <filesystem>
#include <string>

#include "core/base/error.h"

namespace imagelab {

enum class ThumbnailSize { normal, large };  // at most 128 and 256 pixels a side

// file:///home/a%20b.png: the address the convention hashes, escaped as GLib does.
std::string file_uri(const std::filesystem::path& absolute);

// The freedesktop thumbnail of a picture (Thumbnail Managing Standard 0.9): $XDG_CACHE_HOME/thumbnails/SIZE/MD5_OF_URI.png with Thumb::URI
// and Thumb::MTime, shared with file managers. Made where it is missing or older than the picture.
Result<std::filesystem::path> thumbnail_of(const std::filesystem::path& picture, ThumbnailSize size);

}  // namespace imagelab
