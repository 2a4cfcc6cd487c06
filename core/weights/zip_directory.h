#pragma once
#include <map>
#include <span>
#include <string>

#include "core/base/error.h"

namespace imagelab {

// The entries of a zip archive that are stored as they are, as views into it (PKWARE APPNOTE.TXT 6.3, zip64 included). Names are unique
// and ranges do not overlap. Throws Error that names the entry, not the file, where the archive is cut, damaged, encrypted or compressed.
std::map<std::string, std::span<const std::byte>> stored_zip_entries(std::span<const std::byte> file);

}  // namespace imagelab
