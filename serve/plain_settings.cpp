#include "serve/plain_settings.h"

#include "core/samplers/sampler_info.h"

namespace imagelab::serve {

void take_plain_settings(const nlohmann::json& body, Request& request, OpenSettings& open) {
    if (has(body, "seed")) request.seed = Seed(integer_of(body, "seed"));
    if (has(body, "steps")) request.steps = static_cast<int>(integer_of(body, "steps")), open.steps = false;
    if (has(body, "guidance_scale")) request.guidance = number_of(body, "guidance_scale"), open.guidance = false;
    if (has(body, "negative_prompt")) request.negative_prompt = text_of(body, "negative_prompt");
    if (has(body, "sampler")) request.sampler = sampler_named(text_of(body, "sampler"))->kind, open.sampler = false;
}

}  // namespace imagelab::serve
