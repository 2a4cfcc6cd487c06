#pragma once
#include <filesystem>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// A file that went to the desktop's trash (FreeDesktop.org Trash specification 1.0).
struct TrashedFile {
    std::filesystem::path original, in_trash;
};

// The picture and its sidecar. Fails where the disk has no trash; then everything is where it was.
Result<std::vector<TrashedFile>> move_to_trash(const std::filesystem::path& picture);
// Back to their places; what stands there meanwhile is not overwritten.
Result<void> bring_back(const std::vector<TrashedFile>& files);

}  // namespace imagelab
