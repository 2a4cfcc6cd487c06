// InvokeAI before version 3: JSON "sd-metadata" (1.15 to 2.3; ldm/invoke/pngwriter.py, invokeai/frontend/install/import_images.py), and the
// command line "Dream" that stood alone before. What stands in [ ] of the prompt is the negative one.
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"
#include "core/metadata/readers.h"

namespace imagelab {
namespace {

using nlohmann::json;

struct Prompts {
    std::string positive, negative;
};

Prompts split_prompt(const std::string& text) {
    Prompts prompts;
    for (size_t at = 0; at < text.size();) {
        const size_t open = std::min(text.find('[', at), text.size());
        const size_t close = text.find(']', open);
        if (open == text.size() || close == std::string::npos) {
            prompts.positive += text.substr(at);
            break;
        }
        prompts.positive += text.substr(at, open - at);
        const std::string inner(trimmed(std::string_view(text).substr(open + 1, close - open - 1)));
        if (!inner.empty()) prompts.negative += (prompts.negative.empty() ? "" : ", ") + inner;
        at = close + 1;
    }
    return {std::string(trimmed(prompts.positive)), prompts.negative};
}

void carry_prompt(const std::string& text, Carry& carry) {
    const Prompts prompts = split_prompt(text);
    carry.prompts(prompts.positive, prompts.negative, WeightRules::invokeai);
}

// invokeai/frontend/install/import_images.py map_scheduler
std::string scheduler_of(const std::string& sampler) {
    if (sampler == "k_dpmpp_2") return "dpmpp_2m";
    if (sampler == "dpmpp_2") return "dpmpp_2s";
    return sampler;
}

constexpr const char* device_noise = "the device's, mostly a GPU's,";

}  // namespace

Result<Imported> import_invokeai_legacy(const json& metadata) {
    if (!metadata.is_object()) return Failure{"sd-metadata is no JSON object"};
    const json& images = field(metadata, "images");
    const json& image = images.is_array() && !images.empty() ? images[0] : field(metadata, "image");
    if (!image.is_object()) return Failure{"sd-metadata names no image"};
    Carry carry("InvokeAI");
    const auto get = [&](const char* key) -> const json& { return field(image, key); };
    const json& prompt = get("prompt");
    const bool list = prompt.is_array() && !prompt.empty();
    carry_prompt(list ? text_of(field(prompt[0], "prompt")) : text_of(prompt), carry);
    if (list && prompt.size() > 1)
        carry.note("the prompt has " + std::to_string(prompt.size()) + " weighed parts; the first is carried over");
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfg_scale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(scheduler_of(text_of(get("sampler"))), "", false);
    const std::string weights = text_of(field(metadata, "model_weights"));
    carry.model(weights.empty() ? text_of(field(metadata, "model")) : weights, text_of(field(metadata, "model_hash")));
    if (text_of(get("type")) == "img2img")
        carry.started_from_a_picture(number_of(get(get("strength").is_null() ? "strength_steps" : "strength")));
    for (const char* key : {"variations", "perlin", "threshold", "hires_fix", "seamless", "postprocessing"}) {
        const json& value = get(key);
        if (says_nothing(value) || (value.is_number() && value == 0)) continue;
        carry.not_carried(std::string(key) + ": " + shown(value));
    }
    carry.foreign_noise(device_noise);
    return carry.done();
}

// "a prompt [not this]" -s 40 -S 3627653328 -W 768 -H 512 -C 7.5 -A k_euler_a; also -s40
Result<Imported> import_dream(const std::string& command) {
    const size_t open = command.find('"'), close = command.rfind('"');
    if (open == std::string::npos || close == open) return Failure{"the command has no prompt in quotes"};
    std::string options[128];
    for (size_t at = command.find('-', close); at != std::string::npos && at + 1 < command.size(); at = command.find(" -", at)) {
        at += command[at] == ' ';
        const auto letter = static_cast<unsigned char>(command[at + 1]);
        const size_t begin = std::min(command.find_first_not_of(' ', at + 2), command.size());
        const size_t end = std::min(command.find(' ', begin), command.size());
        if (letter < 128 && std::isalpha(letter)) options[letter] = command.substr(begin, end - begin);
        at += 1;
    }
    const auto number = [&](char letter) { return number_of(std::string_view(options[static_cast<size_t>(letter)])); };
    Carry carry("InvokeAI");
    carry_prompt(command.substr(open + 1, close - open - 1), carry);
    carry.steps(number('s'));
    carry.guidance(number('C'));
    carry.seed(seed_in(json(options['S'])));
    carry.size(number('W'), number('H'));
    carry.sampler(scheduler_of(options['A']), "", false);
    carry.model("");
    if (!options['I'].empty()) carry.started_from_a_picture(number('f'));
    if (!options['V'].empty()) carry.not_carried("variations: " + options['V']);
    carry.foreign_noise(device_noise);
    return carry.done();
}

}  // namespace imagelab
