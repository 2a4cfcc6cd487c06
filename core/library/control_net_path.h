#pragma once
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

// What a control of a request names: a path that is there itself, else the library's ControlNet of that name; without a name the first one,
// by name, whose name says the control's type ("canny", "scribble", "openpose" ...). The failure says what is close, or what to do.
Result<std::filesystem::path> control_net_path(const ControlUse& use, const std::filesystem::path& data);

}  // namespace imagelab
