#pragma once
// The parts of a prompt that mean more than their words, for colouring. Plain functions, tested without a window.
#include <QString>
#include <QStringList>
#include <optional>
#include <utility>
#include <vector>

namespace imagelab {

// Which marks the model reads as such (docs/prompts.md); all others are words.
struct PromptRules {
    bool marked = true;      // the request's prompt_weights: without them everything but LoRAs is words
    bool weighs = true;      // brackets weigh
    bool chunks = true;      // BREAK ends a chunk
    bool wanted = true;      // of the prompt; a negative one has no LoRAs and no AND
    QStringList names = {};  // of textual inversions
    bool operator==(const PromptRules&) const = default;
};

struct PromptSpan {
    enum class Kind { weight, edit, keyword, network, unmatched };
    Kind kind;
    int begin, length;
    bool operator==(const PromptSpan&) const = default;
};
// Brackets that weigh with their numbers, [from:to:when] and [a|b] with their separators, BREAK and AND, LoRAs and textual inversions, a
// bracket that has no other. By their places; what touches is one. A text of more than longest_coloured has none.
std::vector<PromptSpan> prompt_spans(const QString& text, const PromptRules& rules);
constexpr int longest_coloured = 10'000;  // characters

// The bracket before or behind the cursor, before it first, and the one that belongs to it.
std::optional<std::pair<int, int>> bracket_pair_at(const QString& text, int cursor, const PromptRules& rules);

}  // namespace imagelab
