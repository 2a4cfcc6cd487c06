// SwarmUI's "sui_image_params" (docs/Image Metadata Format.md): keys in lower case without spaces.
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_swarmui(const json& parameters) {
    if (!parameters.is_object()) return Failure{"sui_image_params is no JSON object"};
    Carry carry("SwarmUI");
    const auto get = [&](const char* key) { return parameters.contains(key) ? parameters.at(key) : json(); };
    carry.prompts(text_of(get("prompt")), text_of(get("negativeprompt")));
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfgscale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.batch(number_of(get("batchsize")));
    const std::string sampler = text_of(get("sampler"));
    carry.sampler(sampler.empty() ? "euler" : sampler, text_of(get("scheduler")), false);
    carry.model(text_of(get("model")));
    if (parameters.contains("initimage") || parameters.contains("initimagecreativity"))
        carry.started_from_a_picture(number_of(get("initimagecreativity")));
    static const std::set<std::string> read{
        "prompt",  "negativeprompt", "steps", "cfgscale",        "seed",         "width",       "height",
        "sampler", "scheduler",      "model", "initimage",       "batchsize",    "aspectratio", "initimagecreativity",
        "images",  "swarm_version",  "date",  "generation_time", "automaticvae", "swarmversion"};
    for (const auto& [key, value] : parameters.items()) {
        if (read.contains(key) || value.is_null() || value == false) continue;
        carry.note("not carried over: " + shown(key + ": " + value.dump(-1, ' ', false, json::error_handler_t::replace)));
    }
    return carry.done();
}

}  // namespace imagelab
