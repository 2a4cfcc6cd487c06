#pragma once
#include <ctime>
#include <filesystem>

#include "core/image/a1111_text.h"
#include "core/image/picture.h"
#include "core/pipelines/request.h"

namespace imagelab {

// Picture `index` of a batch under its name (picture_path), in the request's format, with everything that makes it again inside. The
// failure says what the disk said.
Result<std::filesystem::path> save_picture(const Request& as_run, int index, const RgbImage& image, const A1111Model& model,
                                           std::time_t when);

}  // namespace imagelab
