// InvokeAI's "invokeai_metadata" of versions 3 to 6 (invokeai/app/invocations/metadata.py CoreMetadataInvocation) and "invokeai" of the
// betas of 3.
#include <nlohmann/json.hpp>

#include "core/metadata/carry.h"

namespace imagelab {
namespace {

using nlohmann::json;

std::string model_name(const json& model) {
    const std::string name = text_of(field(model, "name"));
    return name.empty() ? text_of(field(model, "model_name")) : name;  // "model_name" before version 4
}

void carry_networks(const json& metadata, Carry& carry) {
    for (const json& lora : field(metadata, "loras")) {
        const std::string name = model_name(field(lora, "model")), older = model_name(field(lora, "lora"));
        carry.lora(name.empty() ? older : name, number_of(field(lora, "weight")));
    }
    const auto list = [&](const char* key, const char* sentence) {
        const json& items = field(metadata, key);
        if (items.is_array() && !items.empty()) carry.note(std::to_string(items.size()) + " " + sentence);
    };
    list("controlnets", "ControlNets are not applied: name them and their pictures with --control");
    list("ipAdapters", "IP-Adapters are not applied: name them and their pictures with --reference");
    list("t2iAdapters", "T2I-Adapters are not applied: they are not built yet");
    // Version 5 and later: the canvas's layers
    list("ref_images", "reference pictures are not applied: they are not built yet");
    const json& canvas = field(metadata, "canvas_v2_metadata");
    for (const char* key : {"controlLayers", "inpaintMasks", "regionalGuidance", "referenceImages"}) {
        const json& layers = field(canvas, key);
        if (!says_nothing(layers)) carry.not_carried(std::string(key) + " of the canvas");
    }
}

}  // namespace

Result<Imported> import_invokeai(const json& metadata) {
    if (!metadata.is_object()) return Failure{"InvokeAI's metadata is no JSON object"};
    Carry carry("InvokeAI");
    const auto get = [&](const char* key) -> const json& { return field(metadata, key); };
    const auto either = [&](const char* key, const char* older) { return text_of(get(get(key).is_string() ? key : older)); };
    carry.prompts(either("positive_prompt", "positive_conditioning"), either("negative_prompt", "negative_conditioning"),
                  WeightRules::invokeai);
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get(get("cfg_scale").is_null() ? "guidance" : "cfg_scale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(text_of(get("scheduler")), "", false);
    const json& model = get("model");
    carry.model(model.is_string() ? text_of(model) : model_name(model), text_of(field(model, "hash")));
    const std::string mode = either("generation_mode", "type");
    if (mode.find("img2img") != std::string::npos || mode.find("paint") != std::string::npos || mode == "l2l")
        carry.started_from_a_picture(number_of(get("strength")));
    carry_networks(metadata, carry);
    carry.guidance_rescale(number_of(get("cfg_rescale_multiplier")));
    if (const auto skip = number_of(get("clip_skip")); skip && *skip > 0) carry.not_carried("clip skip " + json(*skip).dump());
    for (const char* key : {"positive_style_prompt", "negative_style_prompt"}) {
        const bool same = get(key) == get(std::string(key).starts_with("positive") ? "positive_prompt" : "negative_prompt");
        if (!same && !says_nothing(get(key))) carry.not_carried(std::string(key) + " " + shown(get(key)));
    }
    if (const json& refiner = get("refiner_model"); !says_nothing(refiner))
        carry.refiner(refiner.is_string() ? text_of(refiner) : model_name(refiner), text_of(field(refiner, "hash")),
                      number_of(get("refiner_start")));
    for (const char* key : {"vae", "seamless_x", "seamless_y", "hrf_enabled"}) {
        const json& value = get(key);
        if (says_nothing(value)) continue;
        carry.not_carried(std::string(key) + (value.is_object() ? " " + model_name(value) : " " + shown(value)));
    }
    if (text_of(get("rand_device")) == "cuda") carry.noise_source(NoiseSource::nv);
    return carry.done();
}

}  // namespace imagelab
