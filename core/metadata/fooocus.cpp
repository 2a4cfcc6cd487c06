// Fooocus (modules/meta_parser.py), RuinedFooocus and Fooocus-MRE: JSON, each with keys of its own. Fooocus's second scheme is A1111's
// text.
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {
namespace {

using nlohmann::json;

// "(1152, 896)" and 1152x896 and 1152×896
std::pair<std::optional<double>, std::optional<double>> sides_of(const std::string& text) {
    std::vector<double> numbers;
    for (size_t at = text.find_first_of("0123456789"); at != std::string::npos && numbers.size() < 2;) {
        const size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
        if (const auto number = number_of(std::string_view(text).substr(at, end - at))) numbers.push_back(*number);
        at = text.find_first_of("0123456789", end);
    }
    if (numbers.size() < 2) return {};
    return {numbers[0], numbers[1]};
}

// "name : 0.5", "0.5 - name"
void carry_written(const std::string& text, const char* between, bool number_first, Carry& carry) {
    const size_t at = number_first ? text.find(between) : text.rfind(between);
    if (at == text.npos) return carry.lora(text);
    const std::string first = text.substr(0, at), second = text.substr(at + 3);
    carry.lora(number_first ? second : first, number_of(std::string_view(number_first ? first : second)));
}

void carry_loras(const json& parameters, Carry& carry) {
    for (const json& lora : field(parameters, "loras")) {
        // [name, weight, hash], {"name": .., "weight": ..}, or RuinedFooocus's [hash, "0.5 - name"]
        if (lora.is_array() && lora.size() == 2 && lora[1].is_string()) {
            carry_written(lora[1].get<std::string>(), " - ", true, carry);
            continue;
        }
        const std::string name = lora.is_array() && !lora.empty() ? text_of(lora[0]) : text_of(field(lora, "name"));
        const json& weight = lora.is_array() && lora.size() > 1 ? lora[1] : field(lora, "weight");
        if (!name.empty() && name != "None") carry.lora(name, number_of(weight));
    }
    for (const auto& [key, value] : parameters.items()) {
        if (key.starts_with("lora_combined_") && value.is_string()) carry_written(value.get<std::string>(), " : ", false, carry);
    }
}

void carry_rest(const json& parameters, const std::set<std::string>& read, Carry& carry) {
    for (const auto& [key, value] : parameters.items()) {
        const bool plain = key == "performance" && (value == "Speed" || value == "Quality");  // the others add a LoRA
        if (!read.contains(key) && !key.starts_with("lora") && !plain && !says_nothing(value)) carry.not_carried(key + ": " + shown(value));
    }
}

// What styles and the prompt expansion made of the prompt is in "full_prompt", one text a style; the encoder weighs them together.
void carry_styles(const json& parameters, Carry& carry) {
    const json& full = field(parameters, "full_prompt");
    const std::string own = text_of(field(parameters, "prompt"));
    for (const json& text : full.is_array() ? full : json::array({full})) {
        if (text.is_string() && !text.get<std::string>().empty() && text != own) {
            carry.note("styles or the prompt's expansion made \"" + shown(text) + "\" of it; the prompt as it was written stands here");
            return;
        }
    }
}

}  // namespace

Result<Imported> import_fooocus(const json& parameters) {
    Carry carry("Fooocus");
    const auto get = [&](const char* key) -> const json& { return field(parameters, key); };
    carry.prompts(text_of(get("prompt")), text_of(get("negative_prompt")), WeightRules::fooocus);
    carry_styles(parameters, carry);
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("guidance_scale")));
    carry.seed(seed_in(get("seed")));
    const auto [width, height] = sides_of(text_of(get("resolution")));
    carry.size(width, height);
    carry.sampler(text_of(get("sampler")), text_of(get("scheduler")), false);
    carry.model(text_of(get("base_model")), text_of(get("base_model_hash")));
    carry_loras(parameters, carry);
    if (number_of(get("clip_skip")).value_or(2) != 2) carry.not_carried("clip_skip: " + shown(get("clip_skip")));
    if (text_of(get("vae")) != "Default (model)" && !says_nothing(get("vae"))) carry.not_carried("vae: " + shown(get("vae")));
    if (!says_nothing(get("refiner_model")))
        carry.refiner(text_of(get("refiner_model")), text_of(get("refiner_model_hash")), number_of(get("refiner_switch")));
    static const std::set<std::string> read{"prompt",
                                            "negative_prompt",
                                            "full_prompt",
                                            "full_negative_prompt",
                                            "steps",
                                            "guidance_scale",
                                            "seed",
                                            "resolution",
                                            "sampler",
                                            "scheduler",
                                            "base_model",
                                            "clip_skip",
                                            "base_model_hash",
                                            "vae",
                                            "version",
                                            "metadata_scheme",
                                            "prompt_expansion",
                                            "created_by",
                                            "refiner_model",
                                            "refiner_model_hash",
                                            "refiner_switch"};
    carry_rest(parameters, read, carry);
    return carry.done();
}

Result<Imported> import_ruined_fooocus(const json& parameters) {
    Carry carry("RuinedFooocus");
    const auto get = [&](const char* key) -> const json& { return field(parameters, key); };
    carry.prompts(text_of(get("Prompt")), text_of(get("Negative")), WeightRules::fooocus);
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfg")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(text_of(get("sampler_name")), text_of(get("scheduler")), false);
    carry.model(text_of(get("base_model_name")), text_of(get("base_model_hash")));
    carry_loras(parameters, carry);
    if (number_of(get("denoise")).value_or(1) < 1) carry.started_from_a_picture(number_of(get("denoise")));
    static const std::set<std::string> read{"Prompt",          "Negative",  "steps",        "cfg",       "seed",
                                            "width",           "height",    "sampler_name", "scheduler", "base_model_name",
                                            "base_model_hash", "clip_skip", "denoise",      "software",  "start_step"};
    carry_rest(parameters, read, carry);
    return carry.done();
}

Result<Imported> import_fooocus_mre(const json& comment) {
    Carry carry("Fooocus-MRE");
    const auto get = [&](const char* key) -> const json& { return field(comment, key); };
    carry.prompts(text_of(get("prompt")), text_of(get("negative_prompt")), WeightRules::fooocus);
    if (const std::string real = text_of(get("real_prompt")); !real.empty() && real != text_of(get("prompt")))
        carry.note("its style made \"" + shown(real) + "\" of the prompt; the prompt as it was written stands here");
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfg")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(text_of(get("sampler")), text_of(get("scheduler")), false);
    carry.model(text_of(get("base_model")));
    carry_loras(comment, carry);
    static const std::set<std::string> read{
        "prompt",  "negative_prompt", "real_prompt", "real_negative_prompt", "steps",      "cfg", "seed", "width", "height",
        "sampler", "scheduler",       "software",    "base_model",           "performance"};
    carry_rest(comment, read, carry);
    return carry.done();
}

}  // namespace imagelab
