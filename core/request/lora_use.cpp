#include "core/request/lora_use.h"

#include <filesystem>

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (size_t begin = 0;;) {
        const size_t end = text.find(at, begin);
        parts.push_back(text.substr(begin, end - begin));
        if (end == text.npos) return parts;
        begin = end + 1;
    }
}

// Of the words behind the name.
bool read_scales(const std::vector<std::string_view>& words, TagOrder order, LoraUse& use) {
    std::optional<double> text, denoiser;
    std::vector<double> plain;
    for (size_t i = 1; i < words.size(); ++i) {
        std::string_view word = trimmed(words[i]);
        const size_t equals = word.find('=');
        const std::string_view key = equals == word.npos ? std::string_view() : trimmed(word.substr(0, equals));
        if (key == "lbw") use.blocks = std::string(trimmed(word.substr(equals + 1)));
        if (!key.empty() && key != "te" && key != "unet") continue;  // dyn= and the like, of extensions
        const auto value = parsed_number(trimmed(word.substr(equals == word.npos ? 0 : equals + 1)));
        if (!value) return false;
        if (key.empty()) plain.push_back(*value);
        if (key == "te") text = *value;
        if (key == "unet") denoiser = *value;
    }
    if (plain.size() > 1 && order == TagOrder::text_first) std::swap(plain[0], plain[1]);
    if (!plain.empty() && !denoiser) denoiser = plain[0];
    if (plain.size() > 1 && !text) text = plain[1];
    use.scale = denoiser.value_or(text.value_or(1));
    if (text && *text != use.scale) use.text_scale = *text;
    return true;
}

}  // namespace

Result<LoraUse> parse_lora_use(const std::string& word) {
    std::vector<std::string_view> words = split(word, ':');
    std::vector<double> numbers;
    while (words.size() > 1 && numbers.size() < 2) {
        const auto value = parsed_number(trimmed(words.back()));
        if (!value) break;
        numbers.insert(numbers.begin(), *value);
        words.pop_back();
    }
    LoraUse use;
    for (const std::string_view part : words) use.name += (use.name.empty() ? "" : ":") + std::string(part);
    if (trimmed(use.name).empty()) return Failure{"\"" + word + "\" names no LoRA; allowed: NAME, NAME:SCALE or NAME:SCALE:TEXT_SCALE"};
    if (!numbers.empty()) use.scale = numbers[0];
    if (numbers.size() > 1 && numbers[1] != numbers[0]) use.text_scale = numbers[1];
    return use;
}

PromptLoras take_loras(std::string_view prompt, TagOrder order) {
    PromptLoras taken;
    size_t copied = 0;
    for (size_t at = prompt.find('<'); at != prompt.npos; at = prompt.find('<', at + 1)) {
        const std::string_view rest = prompt.substr(at);
        if (!rest.starts_with("<lora:") && !rest.starts_with("<lyco:")) continue;
        const size_t end = rest.find_first_of("<>\n", 1);
        if (end == rest.npos) break;
        if (rest[end] != '>') continue;
        const std::vector<std::string_view> words = split(rest.substr(6, end - 6), ':');
        LoraUse use{std::string(trimmed(words.front())), 1, {}};
        if (use.name.empty()) continue;
        if (read_scales(words, order, use)) {
            taken.loras.push_back(std::move(use));
        } else {
            taken.problems.push_back("the numbers of " + std::string(rest.substr(0, end + 1)) +
                                     " cannot be read; allowed: <lora:NAME:SCALE> or <lora:NAME:TEXT_SCALE:SCALE>");
        }
        taken.prompt += prompt.substr(copied, at - copied);
        copied = at + end + 1;
    }
    taken.prompt += prompt.substr(copied);
    if (copied > 0) taken.prompt = std::string(trimmed(taken.prompt));
    return taken;
}

std::string network_stem(const std::string& name) {
    const std::string file = std::filesystem::path(name).filename().string();
    for (const std::string_view ending : {".safetensors", ".sft", ".ckpt", ".pth", ".pt", ".bin", ".gguf", ".onnx"}) {
        if (file.ends_with(ending)) return file.substr(0, file.size() - ending.size());
    }
    return file;
}

std::string lora_tag(const LoraUse& use) {
    const std::string name = network_stem(use.name), scale = general_text(use.scale);
    return "<lora:" + name + ":" + (use.text_scale ? general_text(*use.text_scale) + ":" + scale : scale) + ">";
}

}  // namespace imagelab
