#pragma once
// Emphasis in prompts as AUTOMATIC1111 writes and computes it (modules/prompt_parser.py parse_prompt_attention, modules/sd_emphasis.py
// "Original"): (words) weigh 1.1, ((words)) 1.21, [words] 1/1.1, (words:1.3) 1.3; \( \) \[ \] \\ stand for themselves.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizers/clip_bpe.h"

namespace imagelab {

struct WeightedText {
    std::string text;
    double weight = 1;
    bool ends_chunk = false;  // the word BREAK, within brackets too; no text
    bool operator==(const WeightedText&) const = default;
};

// Neighbours have different weights; brackets that close nothing are text, brackets that are never closed reach to the end. At least one.
std::vector<WeightedText> parse_prompt_weights(std::string_view prompt);
// The words without their marks.
std::string without_weights(std::string_view prompt);

// Names in a prompt that stand for vectors of a textual inversion (core/adapters/textual_inversion.h) instead of tokens, found by their
// token ids, the longest first, as A1111 (modules/sd_hijack_clip.py); "embedding:NAME" of ComfyUI means the same.
class PromptNames {
  public:
    struct Name {
        std::string text;
        size_t vectors = 0;  // of this encoder; 0: it reads over the name
    };
    PromptNames() = default;
    PromptNames(const ClipTokenizer& tokenizer, const std::vector<Name>& names);
    struct Match {
        size_t name;    // of the list
        size_t tokens;  // that it takes in the text
        size_t vectors;
    };
    std::optional<Match> at(std::span<const int> ids) const;  // that begins with the first id
    bool empty() const { return spellings_.empty(); }

  private:
    struct Spelling {
        std::vector<int> ids;
        Match match;
    };
    std::vector<Spelling> spellings_;  // longest first
};

// What the text encoder reads at once, [length] each: tokens one behind the other between begin and end; begin, end and padding weigh 1.
struct WeightedTokens {
    std::vector<int> ids;
    std::vector<float> weights;
    struct Vector {
        size_t position, name, row;
    };
    std::vector<Vector> vectors;  // what stands in place of tokens
    size_t tokens = 0;            // of `ids`, without begin, end and padding
    bool weighs() const;
};
// A prompt of any length in chunks, as A1111 (modules/sd_hijack_clip.py tokenize_line): a chunk is full at length - 2 tokens; where a comma
// lies no more than 20 tokens before that, what stands behind it moves into the next; BREAK ends one. At least one.
std::vector<WeightedTokens> weighted_chunks(const ClipTokenizer& tokenizer, std::string_view prompt, bool weighted, size_t length = 77,
                                            const PromptNames& names = {});

// Tokens and vectors of a text, however long, without begin and end.
size_t count_tokens(const ClipTokenizer& tokenizer, std::string_view text, const PromptNames& names);

// Scales hidden states [tokens, width] by the tokens' weights, then all of them so that their mean is what it was.
void apply_weights(std::span<float> hidden, std::span<const float> weights);

// ComfyUI's rule (comfy/sd1_clip.py encode_token_weights): each token's hidden states move as far from those of the empty prompt at its
// place as its weight says. `empty`: as `hidden`, of the empty prompt.
void weigh_from(std::span<const float> empty, std::span<float> hidden, std::span<const float> weights);

}  // namespace imagelab
