#pragma once
// The prompts of a theme, one after the other, in an order that the seed determines: none comes twice before all have come once.
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "core/prompts/shuffle.h"
#include "core/prompts/space.h"

namespace imagelab {

class PromptGenerator {
  public:
    PromptGenerator(PromptSpace space, uint64_t seed);

    // Walks a shuffled order of the space's numbers and leaves out texts that came before; weights and options that read alike give a text
    // several numbers. Behind the last one the next round begins in another order.
    std::string next();
    uint64_t made() const { return made_; }
    int round() const { return round_; }  // from 0

  private:
    PromptSpace space_;
    uint64_t seed_, made_ = 0;
    int round_ = 0;
    mpz_class place_ = 0;
    Shuffle order_;
    std::unordered_set<std::string> seen_;
};

// Different texts of a space, counted one by one where it has at most `most` numbers.
std::optional<uint64_t> distinct_prompts(const PromptSpace& space, uint64_t most);

}  // namespace imagelab
