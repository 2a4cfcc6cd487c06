#pragma once
// Emphasis in prompts as AUTOMATIC1111 writes and computes it (modules/prompt_parser.py parse_prompt_attention, modules/sd_emphasis.py
// "Original"): (words) weigh 1.1, ((words)) 1.21, [words] 1/1.1, (words:1.3) 1.3; \( \) \[ \] \\ stand for themselves.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizers/clip_bpe.h"

namespace imagelab {

struct WeightedText {
    std::string text;
    double weight = 1;
    bool operator==(const WeightedText&) const = default;
};

// Neighbours have different weights; brackets that close nothing are text, brackets that are never closed reach to the end. At least one.
std::vector<WeightedText> parse_prompt_weights(std::string_view prompt);
// The words without their marks.
std::string without_weights(std::string_view prompt);

// [length] each: the parts' tokens one behind the other between begin and end, cut off where they do not fit; begin, end and padding
// weigh 1.
struct WeightedTokens {
    std::vector<int> ids;
    std::vector<float> weights;
    size_t count = 0;  // tokens of the prompt, begin and end not counted, before cutting
    bool weighs() const;
};
WeightedTokens weighted_tokens(const ClipTokenizer& tokenizer, std::string_view prompt, bool weighted, size_t length = 77);

// Scales hidden states [tokens, width] by the tokens' weights, then all of them so that their mean is what it was.
void apply_weights(std::span<float> hidden, std::span<const float> weights);

}  // namespace imagelab
