// Easy Diffusion (ui/easydiffusion/utils/save_utils.py): the task's fields, by their names or by the labels of its window; a PNG has a
// text each, JPEG and WebP have JSON in the UserComment.
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {

using nlohmann::json;

Result<Imported> import_easy_diffusion(const json& fields) {
    Carry carry("Easy Diffusion");
    std::set<std::string> read;
    const auto get = [&](const char* name, const char* label) -> const json& {
        read.insert({name, label});
        const json& value = field(fields, name);
        return value.is_null() ? field(fields, label) : value;
    };
    // Version 4 hands the prompt to Forge; before it was compel's.
    const json& scheduler = get("scheduler_name", "Scheduler");
    const WeightRules rules = scheduler.is_null() ? WeightRules::invokeai : WeightRules::a1111;
    carry.prompts(text_of(get("prompt", "Prompt")), text_of(get("negative_prompt", "Negative Prompt")), rules);
    carry.steps(number_of(get("num_inference_steps", "Steps")));
    carry.guidance(number_of(get("guidance_scale", "Guidance Scale")));
    carry.seed(seed_in(get("seed", "Seed")));
    carry.size(number_of(get("width", "Width")), number_of(get("height", "Height")));
    carry.sampler(text_of(get("sampler_name", "Sampler")), says_nothing(scheduler) ? "" : text_of(scheduler), false);
    carry.model(file_name(text_of(get("use_stable_diffusion_model", "Stable Diffusion model"))));
    carry.foreign_noise("the device's");
    const auto list = [](const json& value) { return value.is_array() ? value : json::array({value}); };
    const json loras = list(get("use_lora_model", "LoRA model")), scales = list(get("lora_alpha", "LoRA Strength"));
    for (size_t i = 0; i < loras.size(); ++i) {
        if (loras[i].is_string() && !says_nothing(loras[i]))
            carry.lora(loras[i].get<std::string>(), i < scales.size() ? number_of(scales[i]) : std::nullopt);
    }
    if (const json& vae = get("use_vae_model", "VAE model"); !says_nothing(vae)) carry.not_carried("VAE: " + file_name(text_of(vae)));
    if (const json& strength = get("prompt_strength", "Prompt Strength"); !says_nothing(strength))
        carry.started_from_a_picture(number_of(strength));
    get("upscale_amount", "Upscale By");
    get("distilled_guidance_scale", "Distilled Guidance");
    get("use_embeddings_model", "Embedding models");
    for (const auto& [key, value] : fields.items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : "";
        if (read.contains(key) || says_nothing(value) || text == "False" || text == "null") continue;
        carry.not_carried(key + ": " + shown(value));
    }
    return carry.done();
}

}  // namespace imagelab
