#pragma once
// Masks that networks make of pictures, for commands.
#include <string>

#include "core/jobs/looking.h"

namespace imagelab {

// On a device by its id or "auto". The failure says what to do.
Result<Seen> mask_made(const Looking& wanted, const std::string& device);

// In DATA/masks as a PNG named after its bytes, as the window keeps what is painted.
Result<std::string> kept_mask(const GreyImage& mask);

}  // namespace imagelab
