// NovelAI: the JSON of the PNG text "Comment" (novelai-image-metadata, docs of its API); "Description" has the prompt of older pictures.
#include <nlohmann/json.hpp>

#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_novelai(const json& comment) {
    Carry carry("NovelAI");
    const auto get = [&](const char* key) -> const json& { return field(comment, key); };
    // Version 4: a caption for the picture and one for each character.
    const json &caption = field(get("v4_prompt"), "caption"), &against = field(field(get("v4_negative_prompt"), "caption"), "base_caption");
    std::string prompt = text_of(get("prompt"));
    if (prompt.empty()) prompt = text_of(field(caption, "base_caption"));
    if (prompt.empty()) prompt = text_of(get("Description"));
    const std::string negative = text_of(get("uc"));
    carry.prompts(prompt, negative.empty() ? text_of(against) : negative, WeightRules::novelai);
    for (const json& character : field(caption, "char_captions")) {
        if (const std::string text = text_of(field(character, "char_caption")); !text.empty()) carry.not_carried("character: " + text);
    }
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("scale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.batch(number_of(get("n_samples")));
    carry.sampler(text_of(get("sampler")), text_of(get("noise_schedule")), false);
    const std::string source = text_of(get("Source"));
    carry.model(source.empty() ? "NovelAI" : source);
    carry.note("NovelAI's models are not published: another model gives another picture");
    carry.guidance_rescale(number_of(get("cfg_rescale")));
    if (const auto scale = number_of(get("uncond_scale")); scale && *scale != 1)
        carry.not_carried("uncond_scale " + shown(get("uncond_scale")));
    if (!get("strength").is_null() && text_of(get("request_type")) != "PromptGenerateRequest")
        carry.started_from_a_picture(number_of(get("strength")));
    for (const char* key : {"sm", "sm_dyn", "dynamic_thresholding", "controlnet_model", "reference_information_extracted_multiple",
                            "director_reference_strengths", "skip_cfg_above_sigma"}) {
        if (!says_nothing(get(key))) carry.not_carried(std::string(key) + ": " + shown(get(key)));
    }
    return carry.done();
}

}  // namespace imagelab
