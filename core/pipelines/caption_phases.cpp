#include "core/pipelines/caption_phases.h"

#include <algorithm>
#include <set>

namespace imagelab {
namespace {

const std::string& text_at(const std::vector<PromptPhase>& phases, int step) {
    return std::find_if(phases.begin(), phases.end(), [&](const PromptPhase& phase) { return step <= phase.last_step; })->text;
}

}  // namespace

std::vector<CaptionPhase> caption_phases(const std::string& prompt, const std::optional<std::string>& negative, bool syntax, int steps,
                                         std::optional<int> first_pass) {
    if (!syntax) return {{steps, {{prompt, 1}}, negative}};
    const std::vector<ComposedPrompt> parts = composed_prompts(prompt);
    std::vector<std::vector<PromptPhase>> of_parts;
    for (const ComposedPrompt& part : parts) of_parts.push_back(prompt_phases(part.text, steps, first_pass));
    const std::vector<PromptPhase> of_negative = prompt_phases(negative.value_or(""), steps, first_pass);
    std::set<int> ends;
    for (const PromptPhase& phase : of_negative) ends.insert(phase.last_step);
    for (const auto& phases : of_parts) {
        for (const PromptPhase& phase : phases) ends.insert(phase.last_step);
    }
    std::vector<CaptionPhase> all;
    for (const int step : ends) {
        CaptionPhase& phase = all.emplace_back(CaptionPhase{.last_step = step});
        for (size_t i = 0; i < parts.size(); ++i) phase.prompts.push_back({text_at(of_parts[i], step), parts[i].weight});
        if (negative) phase.negative = text_at(of_negative, step);
    }
    return all;
}

}  // namespace imagelab
