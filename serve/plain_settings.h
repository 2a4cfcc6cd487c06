#pragma once
// Settings that doors with a vocabulary of their own take under one set of names: OpenAI's images, the Model Context Protocol.
#include "core/library/model_settings.h"
#include "core/request/request.h"
#include "serve/schema.h"

namespace imagelab::serve {

// seed, steps, guidance_scale, negative_prompt and sampler of a checked body; what it does not say stays open.
void take_plain_settings(const nlohmann::json& body, Request& request, OpenSettings& open);

}  // namespace imagelab::serve
