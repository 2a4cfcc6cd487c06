// Draw Things (ImageConverter.swift): JSON as XMP's exif:UserComment, or as the PNG text "Comment". Its prompts have A1111's marks
// (Tokenizer/Attention.swift).
#include <nlohmann/json.hpp>

#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_draw_things(const json& comment) {
    Carry carry("Draw Things");
    const auto get = [&](const char* key) -> const json& { return field(comment, key); };
    carry.prompts(text_of(get("c")), text_of(get("uc")));
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("scale")));
    carry.seed(seed_in(get("seed")));
    const std::string size = text_of(get("size"));
    const size_t x = size.find('x');
    if (x == std::string::npos)
        carry.size(number_of(field(get("v2"), "width")), number_of(field(get("v2"), "height")));
    else
        carry.size(number_of(std::string_view(size).substr(0, x)), number_of(std::string_view(size).substr(x + 1)));
    carry.sampler(text_of(get("sampler")), "", false);
    carry.model(text_of(get("model")));
    if (const std::string mode = text_of(get("seed_mode")); mode != "Torch CPU Compatible")
        carry.foreign_noise("the \"" + (mode.empty() ? std::string("Scale Alike") : shown(mode)) + "\"");
    if (const auto strength = number_of(get("strength")); strength && *strength < 1) carry.started_from_a_picture(strength);
    for (const json& lora : get("lora")) carry.lora(text_of(field(lora, "model")), number_of(field(lora, "weight")));
    for (const json& control : get("control")) carry.not_carried("control: " + text_of(field(control, "file")));
    if (number_of(get("clip_skip")).value_or(1) > 2) carry.not_carried("clip_skip: " + shown(get("clip_skip")));
    if (get("zero_negative_prompt") == true && text_of(get("uc")).empty()) carry.note("its empty negative prompt was zeros");
    for (const char* key :
         {"upscaler", "hires_fix", "refiner", "sharpness", "mask_blur", "image_guidance", "tiled_diffusion", "tea_cache"}) {
        if (!says_nothing(get(key))) carry.not_carried(std::string(key) + ": " + shown(get(key)));
    }
    return carry.done();
}

}  // namespace imagelab
