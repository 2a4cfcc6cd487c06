#include "core/prompts/generator.h"

#include "core/base/hash.h"

namespace imagelab {
namespace {

constexpr int most_skipped = 20'000;

uint64_t hash_of(const std::string& text) {
    return fnv1a(std::as_bytes(std::span(text)));
}

}  // namespace

PromptGenerator::PromptGenerator(PromptSpace space, uint64_t seed)
    : space_(std::move(space)), seed_(seed), places_(space_.size() * space_.turns()), order_(space_.size(), mixed(seed)) {
    const mpz_class ways = space_.combinations();
    most_texts_ = ways.fits_ulong_p() ? ways.get_ui() : ~uint64_t{0};
}

// Each turn has an order of its own, so that each of its prompts comes once a round.
mpz_class PromptGenerator::number() const {
    if (space_.turns() == 1) return order_.at(place_);
    const mpz_class turn = place_ % space_.turns();
    const uint64_t round_seed = mixed(seed_ + static_cast<uint64_t>(round_));
    return Shuffle(space_.size(), mixed(round_seed ^ mixed(turn.get_ui() + 1))).at(place_ / space_.turns());
}

std::string PromptGenerator::next() {
    for (int skipped = 0;; ++skipped) {
        if (place_ >= places_ || seen_.size() >= most_texts_ || skipped > most_skipped) {
            place_ = 0;
            skipped = 0;
            seen_.clear();
            order_ = Shuffle(space_.size(), mixed(seed_ + static_cast<uint64_t>(++round_)));
        }
        std::string text = space_.prompt(number(), place_);
        ++place_;
        if (!seen_.insert(hash_of(text)).second) continue;
        ++made_;
        return text;
    }
}

}  // namespace imagelab
