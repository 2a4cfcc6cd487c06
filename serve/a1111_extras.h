#pragma once
// A1111's extras: pictures at another size (modules/postprocessing.py, scripts/postprocessing_upscale.py).
#include "serve/service.h"

namespace imagelab::serve::a1111 {

constexpr const char* a1111_door = "/sdapi/v1";  // of what is under way, and is stopped by its `interrupt`

Schema extra_single_fields();
Schema extra_batch_fields();

// Throw HttpError.
HttpReply extra_single_image(Service& service, const nlohmann::json& body);
HttpReply extra_batch_images(Service& service, const nlohmann::json& body);

}  // namespace imagelab::serve::a1111
