// AUTOMATIC1111's text (modules/infotext_utils.py parse_generation_parameters), which Forge, SD.Next, stable-diffusion.cpp and Civitai
// write as well.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"

namespace imagelab {
namespace {

constexpr std::string_view space = " \t\r\n\f\v";

// Python's \w: beyond ASCII every byte counts as part of a letter.
bool is_word(char c) {
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x80 || std::isalnum(code) || c == '_';
}

// Behind the closing quote of the string that begins at `at`; npos where it has none.
size_t end_of_quoted(std::string_view line, size_t at) {
    for (size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            return i == at + 1 ? std::string_view::npos : i + 1;
        }
    }
    return std::string_view::npos;
}

// Every match of \s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)
std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view line) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t at = 0; at < line.size();) {
        if (!is_word(line[at])) {
            ++at;
            continue;
        }
        size_t end = at + 1;
        while (end < line.size() && (is_word(line[end]) || line[end] == ' ' || line[end] == '-' || line[end] == '/')) ++end;
        if (end == line.size() || line[end] != ':' || end < at + 2) {
            at = std::max(end, at + 1);
            continue;
        }
        const std::string key(line.substr(at, end - at));
        size_t begin = std::min(line.find_first_not_of(space, end + 1), line.size());
        size_t stop = begin < line.size() && line[begin] == '"' ? end_of_quoted(line, begin) : std::string_view::npos;
        if (stop == std::string_view::npos || (stop < line.size() && line[stop] != ','))
            stop = std::min(line.find(',', begin), line.size());
        pairs.emplace_back(key, line.substr(begin, stop - begin));
        at = stop + 1;
    }
    return pairs;
}

std::string unquoted(const std::string& value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
    const auto text = nlohmann::json::parse(value, nullptr, false);
    return text.is_string() ? text.get<std::string>() : value;
}

// "512x768" -> {"512", "768"}; empty where it is none
std::pair<std::string, std::string> sides(const std::string& value) {
    const size_t x = value.find('x');
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (x == std::string::npos || !digits(std::string_view(value).substr(0, x)) || !digits(std::string_view(value).substr(x + 1)))
        return {};
    return {value.substr(0, x), value.substr(x + 1)};
}

void put(A1111Fields& fields, const std::string& key, const std::string& value) {
    for (auto& [known, text] : fields.settings) {
        if (known == key) {
            text = value;
            return;
        }
    }
    fields.settings.emplace_back(key, value);
}

// Cuts `Name: {...}` or `Name: [...]` out of the text and gives what stood there: Civitai writes JSON without quotes there.
std::string cut_json(std::string& text, std::string_view name) {
    const size_t at = text.rfind(std::string(name) + ": ");
    if (at == std::string::npos) return "";
    const size_t begin = at + name.size() + 2;
    if (begin >= text.size() || (text[begin] != '{' && text[begin] != '[')) return "";
    int depth = 0;
    bool quoted = false;
    for (size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && (text[i] == '{' || text[i] == '[')) {
            ++depth;
        } else if (!quoted && (text[i] == '}' || text[i] == ']') && --depth == 0) {
            size_t end = i + 1;
            const std::string found = text.substr(begin, end - begin);
            if (text.substr(end, 2) == ", ") end += 2;
            text.erase(at, end - at);
            return found;
        }
    }
    return "";
}

// {"model": "31e35c80fc"}: said there where "Model hash" is not.
std::string model_of_hashes(const std::string& text) {
    const auto hashes = parse_foreign_json(text);
    if (!hashes || !hashes->is_object() || !hashes->contains("model") || !hashes->at("model").is_string()) return "";
    return hashes->at("model").get<std::string>();
}

// Civitai's rule: the settings stand in the line that begins with "Steps: ", whatever follows it.
std::string until_settings(std::string text, Carry& carry) {
    const size_t begin = text.starts_with("Steps: ") ? 0 : text.rfind("\nSteps: ");
    if (begin == std::string::npos) return text;
    const size_t end = text.find('\n', begin + 1);
    if (end == std::string::npos || trimmed(std::string_view(text).substr(end)).empty()) return text;
    carry.note("text behind the settings was left out: " + shown(std::string(trimmed(std::string_view(text).substr(end)))));
    return text.substr(0, end);
}

std::optional<double> number(const std::string* text) {
    return text ? number_of(std::string_view(*text)) : std::nullopt;
}

}  // namespace

const std::string* A1111Fields::find(std::string_view key) const {
    for (const auto& [name, value] : settings) {
        if (name == key) return &value;
    }
    return nullptr;
}

A1111Fields parse_a1111_text(std::string_view text) {
    A1111Fields fields;
    text = trimmed(text);
    const size_t cut = text.rfind('\n');
    std::string_view prompts = cut == std::string_view::npos ? std::string_view() : text.substr(0, cut);
    auto pairs = pairs_of(cut == std::string_view::npos ? text : text.substr(cut + 1));
    if (pairs.size() < 3) {
        prompts = text;
        pairs.clear();
    }
    bool negative = false;
    for (size_t at = 0; at < prompts.size();) {
        const size_t end = std::min(prompts.find('\n', at), prompts.size());
        std::string_view line = trimmed(prompts.substr(at, end - at));
        constexpr std::string_view mark = "Negative prompt:";
        if (line.starts_with(mark)) {
            negative = true;
            line = trimmed(line.substr(mark.size()));
        }
        std::string& target = negative ? fields.negative_prompt : fields.prompt;
        target += (target.empty() ? "" : "\n") + std::string(line);
        at = end + 1;
    }
    for (const auto& [key, raw] : pairs) {
        if (raw.empty()) continue;
        const std::string value = unquoted(raw);
        if (const auto [first, second] = sides(value); !first.empty()) {
            put(fields, key + "-1", first);
            put(fields, key + "-2", second);
        } else {
            put(fields, key, value);
        }
    }
    return fields;
}

Imported import_a1111(std::string_view raw) {
    Carry carry("AUTOMATIC1111");
    std::string text(raw);
    cut_json(text, "Civitai resources");
    const std::string hashes = cut_json(text, "Hashes");
    const A1111Fields fields = parse_a1111_text(until_settings(text, carry));
    const auto value = [&](const char* key) {
        const std::string* found = fields.find(key);
        return found ? *found : std::string();
    };
    carry.prompts(fields.prompt, fields.negative_prompt);
    if (fields.settings.empty()) carry.note("the text holds a prompt and no settings");
    if (!fields.settings.empty()) {
        carry.steps(number(fields.find("Steps")));
        carry.guidance(number(fields.find("CFG scale")));
        carry.seed(seed_in(value("Seed")));
        carry.size(number(fields.find("Size-1")), number(fields.find("Size-2")));
        carry.sampler(value("Sampler"), value("Schedule type"), true);
        carry.model(value("Model"), fields.find("Model hash") ? value("Model hash") : model_of_hashes(hashes));
    }
    if (fields.find("Denoising strength") && !fields.find("Hires upscale") && !fields.find("Hires resize-1"))
        carry.started_from_a_picture(number(fields.find("Denoising strength")));
    const bool ours = value("Version").starts_with("Image Lab");
    if (!ours && value("RNG") != "CPU" && fields.find("Seed"))
        carry.note("its noise came from the " + (value("RNG").empty() ? std::string("GPU's") : shown(value("RNG"))) +
                   " generator: the same seed gives another picture here");
    static const std::set<std::string> read{
        "Steps", "CFG scale",          "Seed",    "Size-1", "Size-2", "Sampler", "Schedule type", "Model", "Model hash", "RNG", "Version",
        "User",  "Denoising strength", "VAE hash"};
    for (const auto& [key, text_value] : fields.settings) {
        if (read.contains(key) || (key == "Clip skip" && text_value == "1")) continue;
        carry.note("not carried over: " + shown(key + ": " + text_value));
    }
    return carry.done();
}

}  // namespace imagelab
