#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"

namespace imagelab {

// Fetches what https addresses of a request's conditioning.reference_images mean (core/library/download.h, fetch) into DATA/fetched, and
// puts the files' addresses in their place. A picture that was fetched stays there under the checksum of its bytes. The failure names field
// and address.
Result<void> fetch_pictures(nlohmann::json& request);

}  // namespace imagelab
