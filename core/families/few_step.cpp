#include "core/families/few_step.h"

#include <algorithm>
#include <vector>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

// Words as they stand in names: "sd_xl_turbo_1.0", "juggernautXL_v9Rdphoto2Lightning", "Hyper-SDXL-8steps-lora".
struct Known {
    FewStepKind kind;
    const char* words;   // each alone tells the kind, however it is joined to others; separated by spaces
    bool also_ordinary;  // a word of things to draw, too
};

constexpr Known known_kinds[] = {
    {{"SDXL Turbo", {4, 1.0, SamplerKind::euler_ancestral}, 12, 3.0}, "turbo", true},
    {{"SDXL Lightning", {4, 1.0, SamplerKind::euler}, 12, 3.0}, "lightning", true},
    {{"Hyper-SD", {8, 1.0, SamplerKind::ddim}, 14, 8.0}, "hypersd hypersdxl hyperxl", false},
    {{"DMD2", {4, 1.0, SamplerKind::lcm}, 12, 2.0}, "dmd2", false},
    {{"PCM", {4, 1.0, SamplerKind::ddim}, 16, 4.0}, "pcm", false},
    {{"TCD", {4, 1.0, SamplerKind::tcd}, 20, 3.0}, "tcd", false},
    {{"LCM", {4, 1.0, SamplerKind::lcm}, 12, 3.0}, "lcm", false},
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// "XL_v9Rdphoto2Lightning" is xl, v, 9, rdphoto, 2, lightning: digits and letters apart, a capital after a small letter begins a word.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    for (size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool digit = c >= '0' && c <= '9';
        if (!is_letter(c) && !digit) continue;
        const char before = i == 0 ? ' ' : name[i - 1];
        const bool goes_on = digit ? before >= '0' && before <= '9' : is_letter(before) && !(is_upper(c) && !is_upper(before));
        if (!goes_on) words.emplace_back();
        words.back() += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return words;
}

// Whether neighbouring words, joined, are `word`: "dmd" and "2", "hyper", "sd" and "xl".
bool holds(const std::vector<std::string>& words, std::string_view word) {
    for (size_t first = 0; first < words.size(); ++first) {
        std::string joined;
        for (size_t i = first; i < words.size() && joined.size() < word.size(); ++i) {
            joined += words[i];
            if (joined == word) return true;
        }
    }
    return false;
}

bool holds_any(const std::vector<std::string>& words, std::string_view choices) {
    while (!choices.empty()) {
        const size_t end = std::min(choices.find(' '), choices.size());
        if (holds(words, choices.substr(0, end))) return true;
        choices.remove_prefix(std::min(end + 1, choices.size()));
    }
    return false;
}

// "4step", "8 steps", "8-steps"; "Nstep" is none.
int steps_in(const std::vector<std::string>& words) {
    for (size_t i = 1; i < words.size(); ++i) {
        if (words[i] != "step" && words[i] != "steps") continue;
        const auto number = parsed_number(words[i - 1]);
        if (number && *number >= 1 && *number <= 16) return static_cast<int>(*number);
    }
    return 0;
}

FewStepModel told_by(std::string_view name, bool strict) {
    const std::vector<std::string> words = words_of(name);
    const int steps = steps_in(words);
    for (const Known& known : known_kinds) {
        if (!holds_any(words, known.words)) continue;
        if (!strict || !known.also_ordinary || steps > 0) return {&known.kind, steps};
    }
    return {};
}

}  // namespace

PublishedSettings FewStepModel::settings() const {
    PublishedSettings own = kind->settings;
    if (steps > 0) own.steps = steps;
    return own;
}

FewStepModel few_step_model(std::string_view name, const std::map<std::string, std::string>& metadata) {
    if (const FewStepModel told = told_by(name, false)) return told;
    for (const char* key : {"modelspec.title", "general.name", "ss_output_name"}) {
        const auto title = metadata.find(key);
        if (title == metadata.end()) continue;
        if (const FewStepModel told = told_by(title->second, false)) return told;
    }
    return {};
}

FewStepModel few_step_lora(std::string_view name) {
    return told_by(name, true);
}

std::string few_step_caution(const FewStepModel& model, const std::string& what, const Request& request) {
    if (!model || (request.steps <= model.kind->most_steps && request.guidance <= model.kind->most_guidance)) return {};
    const PublishedSettings own = model.settings();
    return what + " is made for few steps (" + model.kind->name + "): " + std::to_string(request.steps) + " steps with guidance " +
           general_text(request.guidance) + " give burnt pictures; try " + std::to_string(own.steps) + " steps, guidance " +
           general_text(own.guidance) + ", sampler " + sampler_info(own.sampler).label;
}

}  // namespace imagelab
