#pragma once
// The lists of AUTOMATIC1111's interface, as its 1.9 gives them.
#include "serve/service.h"

namespace imagelab::serve::a1111 {

nlohmann::json samplers_json();
nlohmann::json schedulers_json();
nlohmann::json models_json(const Service& service);
nlohmann::json loras_json(const Service& service);
nlohmann::json vaes_json(const Service& service);
nlohmann::json embeddings_json(const Service& service);
nlohmann::json styles_json();
nlohmann::json scripts_json();
nlohmann::json upscalers_json(const Service& service);
nlohmann::json memory_json(const Service& service);

}  // namespace imagelab::serve::a1111
