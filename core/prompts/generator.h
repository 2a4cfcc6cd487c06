#pragma once
// The prompts of a theme, one after the other, in an order that the seed determines: none comes twice before all have come once.
#include <cstdint>
#include <string>
#include <unordered_set>

#include "core/prompts/shuffle.h"
#include "core/prompts/space.h"

namespace imagelab {

class PromptGenerator {
  public:
    PromptGenerator(PromptSpace space, uint64_t seed);

    // Walks a shuffled order of the space's numbers and leaves out texts that came before; weights and options that read alike give a text
    // several numbers. Options that come one after the other (@) take a step with each. Behind the last text the next round begins in
    // another order; it also begins where 20,000 numbers in a row gave nothing new, as where one weight is a million times another.
    std::string next();
    uint64_t made() const { return made_; }
    int round() const { return round_; }  // from 0

  private:
    mpz_class number() const;  // of place_, within the space
    PromptSpace space_;
    uint64_t seed_, made_ = 0;
    int round_ = 0;
    mpz_class place_ = 0, places_;
    uint64_t most_texts_ = 0;  // that differ
    Shuffle order_;
    std::unordered_set<uint64_t> seen_;  // hashes of texts
};

}  // namespace imagelab
