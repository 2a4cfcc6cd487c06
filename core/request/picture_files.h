#pragma once
// The pictures that a request reads from files: its start picture, its mask, its control and reference pictures, masks of its regions; and
// the latents it starts from.
#include <utility>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// Those that are named, each with the path of its field.
std::vector<std::pair<std::string*, const char*>> picture_files(Request& request);
std::vector<std::pair<std::string, const char*>> picture_files(const Request& request);

}  // namespace imagelab
