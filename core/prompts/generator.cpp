#include "core/prompts/generator.h"

namespace imagelab {

PromptGenerator::PromptGenerator(PromptSpace space, uint64_t seed)
    : space_(std::move(space)), seed_(seed), order_(space_.size(), mixed(seed)) {}

std::string PromptGenerator::next() {
    for (;;) {
        if (place_ >= space_.size()) {
            place_ = 0;
            seen_.clear();
            order_ = Shuffle(space_.size(), mixed(seed_ + static_cast<uint64_t>(++round_)));
        }
        std::string text = space_.prompt(order_.at(place_));
        ++place_;
        if (!seen_.insert(text).second) continue;
        ++made_;
        return text;
    }
}

std::optional<uint64_t> distinct_prompts(const PromptSpace& space, uint64_t most) {
    if (space.size() > mpz_class(static_cast<unsigned long>(most))) return std::nullopt;
    std::unordered_set<std::string> texts;
    for (mpz_class number = 0; number < space.size(); ++number) texts.insert(space.prompt(number));
    return texts.size();
}

}  // namespace imagelab
