#pragma once
// The models of a request, judged together (core/library/compatibility.h) before anything runs.
#include <filesystem>

#include "core/library/compatibility.h"
#include "core/request/request.h"

namespace imagelab {

// Opens headers: model, parts, refiner, LoRAs (those of the prompt, too), embeddings. What cannot be found or opened is a reason that
// refuses and names its field. A suite that the request names is filled in first.
ModelFit fit_of_models(const Request& request, const std::filesystem::path& data);

}  // namespace imagelab
