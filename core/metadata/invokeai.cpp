// InvokeAI's "invokeai_metadata" (invokeai/app/invocations/metadata.py CoreMetadataInvocation).
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_invokeai(const json& metadata) {
    if (!metadata.is_object()) return Failure{"invokeai_metadata is no JSON object"};
    Carry carry("InvokeAI");
    const auto get = [&](const char* key) { return metadata.contains(key) ? metadata.at(key) : json(); };
    carry.prompts(text_of(get("positive_prompt")), text_of(get("negative_prompt")));
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfg_scale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(text_of(get("scheduler")), "", false);
    const json model = get("model");
    const auto of_model = [&](const char* key) {
        return model.is_object() && model.contains(key) ? text_of(model.at(key)) : std::string();
    };
    const std::string older = of_model("model_name");  // before version 4
    carry.model(of_model("name").empty() ? older : of_model("name"), of_model("hash"));
    if (const std::string mode = text_of(get("generation_mode"));
        mode.find("img2img") != std::string::npos || mode.find("inpaint") != std::string::npos)
        carry.started_from_a_picture(number_of(get("strength")));
    const auto list = [&](const char* key, const char* sentence) {
        const json items = get(key);
        if (items.is_array() && !items.empty()) carry.note(std::to_string(items.size()) + " " + sentence);
    };
    list("loras", "LoRAs are not applied: LoRA is not built yet");
    list("controlnets", "ControlNets are not applied: ControlNet is not built yet");
    list("ipAdapters", "IP-Adapters are not applied: they are not built yet");
    list("t2iAdapters", "T2I-Adapters are not applied: they are not built yet");
    if (const auto rescale = number_of(get("cfg_rescale_multiplier")); rescale && *rescale != 0)
        carry.note("the guidance rescale of " + json(*rescale).dump() + " is not built yet");
    if (const auto skip = number_of(get("clip_skip")); skip && *skip > 0)
        carry.note("clip skip " + json(*skip).dump() + " is not built yet");
    for (const char* key :
         {"refiner_model", "vae", "positive_style_prompt", "negative_style_prompt", "seamless_x", "seamless_y", "hrf_enabled"}) {
        const json value = get(key);
        if (value.is_null() || value == false || value == "") continue;
        carry.note("not carried over: " + std::string(key) +
                   (value.is_object() ? "" : " " + shown(value.dump(-1, ' ', false, json::error_handler_t::replace))));
    }
    if (text_of(get("rand_device")) == "cuda")
        carry.note("its noise came from the GPU's generator: the same seed gives another picture here");
    return carry.done();
}

}  // namespace imagelab
