// SwarmUI's "sui_image_params" (docs/Image Metadata Format.md): keys in lower case without spaces.
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_swarmui(const json& parameters) {
    if (!parameters.is_object()) return Failure{"sui_image_params is no JSON object"};
    Carry carry("SwarmUI");
    const auto get = [&](const char* key) -> const json& { return field(parameters, key); };
    carry.prompts(text_of(get("prompt")), text_of(get("negativeprompt")), WeightRules::comfyui);  // ComfyUI is its backend
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfgscale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.batch(number_of(get("batchsize")));
    std::string sampler;
    for (const char* key : {"sampler", "comfyuisampler", "comfysampler", "autowebuisampler"}) {  // the last three before version 0.9
        if (sampler.empty()) sampler = text_of(get(key));
    }
    const std::string schedule = text_of(get(get("scheduler").is_null() ? "comfyuischeduler" : "scheduler"));
    carry.sampler(sampler.empty() ? "euler" : sampler, schedule, false);
    carry.model(text_of(get("model")));
    if (parameters.contains("initimage") || parameters.contains("initimagecreativity"))
        carry.started_from_a_picture(number_of(get("initimagecreativity")));
    static const std::set<std::string> read{
        "prompt",           "negativeprompt",   "steps",       "cfgscale",        "seed",         "width",        "height",
        "sampler",          "scheduler",        "model",       "initimage",       "batchsize",    "aspectratio",  "initimagecreativity",
        "images",           "swarm_version",    "date",        "generation_time", "automaticvae", "swarmversion", "comfyuisampler",
        "comfyuischeduler", "autowebuisampler", "comfysampler"};
    for (const auto& [key, value] : parameters.items()) {
        if (read.contains(key) || says_nothing(value)) continue;
        carry.not_carried(key + ": " + value.dump(-1, ' ', false, json::error_handler_t::replace));
    }
    return carry.done();
}

}  // namespace imagelab
