#include "core/prompts/space.h"

#include "core/prompts/prompt_node.h"
#include "core/prompts/space_builder.h"

namespace imagelab {

std::string tidied(const std::string& prompt) {
    std::string words;
    for (const char c : prompt) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (space && (words.empty() || words.back() == ' ')) continue;
        if (c == ',' || space) {
            while (c == ',' && !words.empty() && words.back() == ' ') words.pop_back();
            if (c == ',' && (words.empty() || words.back() == ',')) continue;
        }
        words += space ? ' ' : c;
    }
    while (!words.empty() && (words.back() == ' ' || words.back() == ',')) words.pop_back();
    return words;
}

Result<PromptSpace> PromptSpace::build(const std::vector<TemplateOption>& templates, const Wildcards& wildcards,
                                       const std::vector<std::pair<std::string, TemplatePtr>>& variables) {
    try {
        SpaceBuilder builder(wildcards);
        PromptSpace space;
        space.root_ = builder.space(templates, variables);
        space.memories_ = builder.memories();
        space.notes_ = builder.notes();
        return space;
    } catch (const TemplateRefused& refused) {
        return Failure{refused.what()};
    } catch (const TemplateTooLarge& exceeded) {
        return Failure{exceeded.what()};
    }
}

const mpz_class& PromptSpace::size() const {
    return root_->size();
}

const mpz_class& PromptSpace::turns() const {
    return root_->turns();
}

mpz_class PromptSpace::combinations() const {
    return root_->combinations() * root_->turns();
}

std::string PromptSpace::prompt(const mpz_class& number, const mpz_class& turn) const {
    if (number < 0 || number >= size()) throw Error("[prompt] number " + number.get_str() + " of " + size().get_str());
    PromptState state{std::vector<std::string>(memories_), turn};
    std::string text;
    root_->write(number, state, text);
    return tidied(text);
}

}  // namespace imagelab
