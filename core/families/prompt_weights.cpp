#include "core/families/prompt_weights.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>

namespace imagelab {
namespace {

constexpr double up = 1.1;

class Parser {
  public:
    explicit Parser(std::string_view prompt) : prompt_(prompt) {}

    std::vector<WeightedText> parse() {
        while (at_ < prompt_.size()) step();
        for (const size_t from : round_) weigh(from, up);
        for (const size_t from : square_) weigh(from, 1 / up);
        return merged();
    }

  private:
    void step() {
        const char c = prompt_[at_];
        if (c == '\\') {
            const bool escapes = at_ + 1 < prompt_.size() && std::string_view("()[]\\").find(prompt_[at_ + 1]) != std::string_view::npos;
            parts_.push_back({escapes ? std::string(1, prompt_[at_ + 1]) : "", 1});
            at_ += escapes ? 2 : 1;
        } else if (c == '(') {
            round_.push_back(parts_.size()), ++at_;
        } else if (c == '[') {
            square_.push_back(parts_.size()), ++at_;
        } else if (const auto weight = c == ':' && !round_.empty() ? closing_weight() : std::nullopt) {
            weigh(taken(round_), *weight);
        } else if (c == ')' && !round_.empty()) {
            weigh(taken(round_), up), ++at_;
        } else if (c == ']' && !square_.empty()) {
            weigh(taken(square_), 1 / up), ++at_;
        } else {
            const size_t next = prompt_.find_first_of("\\()[]:", at_ + 1);
            const bool alone = std::string_view("()[]:").find(c) != std::string_view::npos;
            const size_t end = alone ? at_ + 1 : std::min(next, prompt_.size());
            take_text(prompt_.substr(at_, end - at_));
            at_ = end;
        }
    }

    // Text without marks, but for the word BREAK, which takes the spaces around it with it.
    void take_text(std::string_view text) {
        constexpr std::string_view word = "BREAK", spaces = " \t\r\n\f\v";
        const auto in_word = [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte >= 0x80 || c == '_' || std::isalnum(byte) != 0;
        };
        for (size_t from = 0, at = 0; (at = text.find(word, from)) != text.npos;) {
            const size_t behind = at + word.size();
            if ((at > 0 && in_word(text[at - 1])) || (behind < text.size() && in_word(text[behind]))) {
                from = behind;
                continue;
            }
            const size_t end = text.substr(0, at).find_last_not_of(spaces), next = text.find_first_not_of(spaces, behind);
            parts_.push_back({std::string(text.substr(0, end == text.npos ? 0 : end + 1)), 1});
            parts_.push_back({"", 1, true});
            text = next == text.npos ? std::string_view() : text.substr(next);
            from = 0;
        }
        parts_.push_back({std::string(text), 1});
    }

    // ": 1.2 )" behind the cursor, which then stands behind it.
    std::optional<double> closing_weight() {
        size_t end = at_ + 1;
        const auto skip_spaces = [&] {
            while (end < prompt_.size() && std::string_view(" \t\r\n\f\v").find(prompt_[end]) != std::string_view::npos) ++end;
        };
        skip_spaces();
        if (end < prompt_.size() && prompt_[end] == '+') ++end;
        double weight = 0;
        const auto [rest, error] = std::from_chars(prompt_.data() + end, prompt_.data() + prompt_.size(), weight, std::chars_format::fixed);
        if (error != std::errc()) return std::nullopt;
        end = static_cast<size_t>(rest - prompt_.data());
        skip_spaces();
        if (end >= prompt_.size() || prompt_[end] != ')' || !std::isfinite(weight)) return std::nullopt;
        at_ = end + 1;
        return weight;
    }

    static size_t taken(std::vector<size_t>& brackets) {
        const size_t from = brackets.back();
        brackets.pop_back();
        return from;
    }
    void weigh(size_t from, double factor) {
        for (size_t i = from; i < parts_.size(); ++i) parts_[i].weight *= factor;
    }

    std::vector<WeightedText> merged() const {
        std::vector<WeightedText> out;
        for (const WeightedText& part : parts_) {
            const bool joins = !out.empty() && !out.back().ends_chunk && !part.ends_chunk && out.back().weight == part.weight;
            if (joins)
                out.back().text += part.text;
            else
                out.push_back(part);
        }
        if (out.empty()) out.push_back({});
        return out;
    }

    std::string_view prompt_;
    size_t at_ = 0;
    std::vector<WeightedText> parts_;
    std::vector<size_t> round_, square_;  // parts at which open brackets begin
};

}  // namespace

std::vector<WeightedText> parse_prompt_weights(std::string_view prompt) {
    return Parser(prompt).parse();
}

std::string without_weights(std::string_view prompt) {
    std::string text;
    for (const WeightedText& part : parse_prompt_weights(prompt)) text += part.ends_chunk ? " " : part.text;
    return text;
}

bool WeightedTokens::weighs() const {
    return std::any_of(weights.begin(), weights.end(), [](float weight) { return weight != 1; });
}

PromptNames::PromptNames(const ClipTokenizer& tokenizer, const std::vector<Name>& names) {
    for (size_t i = 0; i < names.size(); ++i) {
        for (const std::string& text : {names[i].text, "embedding:" + names[i].text, "embedding:" + names[i].text + ".safetensors",
                                        "embedding:" + names[i].text + ".pt"}) {
            std::vector<int> ids = tokenizer.encode(text);
            const size_t tokens = ids.size();
            if (tokens > 0) spellings_.push_back({std::move(ids), {i, tokens, names[i].vectors}});
        }
    }
    std::stable_sort(spellings_.begin(), spellings_.end(),
                     [](const Spelling& a, const Spelling& b) { return a.ids.size() > b.ids.size(); });
}

std::optional<PromptNames::Match> PromptNames::at(std::span<const int> ids) const {
    for (const Spelling& spelling : spellings_) {
        if (ids.size() >= spelling.ids.size() && std::equal(spelling.ids.begin(), spelling.ids.end(), ids.begin())) return spelling.match;
    }
    return std::nullopt;
}

namespace {

constexpr size_t comma_backtracking = 20;  // A1111's default of "Prompt word wrap length limit"

// The chunk that is being filled, without begin and end.
class Chunks {
  public:
    Chunks(const ClipTokenizer& tokenizer, size_t length) : vocabulary_(tokenizer.vocabulary()), length_(length) {
        const std::vector<int> comma = tokenizer.encode(",");
        if (comma.size() == 1) comma_ = comma.front();
    }

    void take(int id, float weight) {
        if (id == comma_) {
            last_comma_ = open_.size();
        } else if (full() && last_comma_ && open_.size() - *last_comma_ <= comma_backtracking) {
            const auto moved = open_.begin() + static_cast<std::ptrdiff_t>(*last_comma_ + 1);
            std::vector<Token> rest(moved, open_.end());
            open_.erase(moved, open_.end());
            close();
            open_ = std::move(rest);
        }
        if (full()) close();
        open_.push_back({id, weight, std::nullopt});
    }

    // Rows of a textual inversion, together where they fit a chunk. The id under a vector means nothing.
    void take_vectors(int id, float weight, const PromptNames::Match& match) {
        if (open_.size() + match.vectors > room() && !open_.empty()) close();
        for (size_t row = 0; row < match.vectors; ++row) {
            if (full()) close();
            open_.push_back({id, weight, std::pair(match.name, row)});
        }
    }

    void close() {
        WeightedTokens chunk;
        chunk.weights.assign(length_, 1);
        chunk.ids = {vocabulary_.begin};
        for (const Token& token : open_) {
            if (token.vector) chunk.vectors.push_back({chunk.ids.size(), token.vector->first, token.vector->second});
            chunk.weights[chunk.ids.size()] = token.weight;
            chunk.ids.push_back(token.id);
        }
        chunk.tokens = open_.size();
        chunk.ids.push_back(vocabulary_.end);
        chunk.ids.resize(length_, vocabulary_.pad);
        done_.push_back(std::move(chunk));
        open_.clear();
        last_comma_.reset();
    }

    std::vector<WeightedTokens> all() {
        if (!open_.empty() || done_.empty()) close();
        return std::move(done_);
    }

  private:
    struct Token {
        int id;
        float weight;
        std::optional<std::pair<size_t, size_t>> vector;  // name and row
    };
    size_t room() const { return length_ - 2; }
    bool full() const { return open_.size() == room(); }

    const ClipVocabulary& vocabulary_;
    const size_t length_;
    std::optional<int> comma_;
    std::vector<Token> open_;
    std::optional<size_t> last_comma_;
    std::vector<WeightedTokens> done_;
};

}  // namespace

std::vector<WeightedTokens> weighted_chunks(const ClipTokenizer& tokenizer, std::string_view prompt, bool weighted, size_t length,
                                            const PromptNames& names) {
    std::vector<WeightedText> parts{{std::string(prompt), 1}};
    if (weighted) parts = parse_prompt_weights(prompt);
    Chunks chunks(tokenizer, length);
    for (const WeightedText& part : parts) {
        if (part.ends_chunk) {
            chunks.close();
            continue;
        }
        const auto weight = static_cast<float>(part.weight);
        const std::vector<int> ids = tokenizer.encode(part.text);
        for (size_t i = 0; i < ids.size();) {
            const auto match = names.at(std::span(ids).subspan(i));
            if (!match) {
                chunks.take(ids[i++], weight);
                continue;
            }
            i += match->tokens;
            chunks.take_vectors(ids[i - 1], weight, *match);
        }
    }
    return chunks.all();
}

size_t count_tokens(const ClipTokenizer& tokenizer, std::string_view text, const PromptNames& names) {
    const std::vector<int> ids = tokenizer.encode(std::string(text));
    size_t count = 0;
    for (size_t i = 0; i < ids.size();) {
        const auto match = names.at(std::span(ids).subspan(i));
        count += match ? match->vectors : 1;
        i += match ? match->tokens : 1;
    }
    return count;
}

void weigh_from(std::span<const float> empty, std::span<float> hidden, std::span<const float> weights) {
    if (weights.empty() || hidden.size() % weights.size() != 0 || empty.size() != hidden.size())
        throw Error("[prompt weights] " + std::to_string(weights.size()) + " weights and " + std::to_string(empty.size()) +
                    " values of the empty prompt for " + std::to_string(hidden.size()) + " values");
    const size_t width = hidden.size() / weights.size();
    for (size_t i = 0; i < hidden.size(); ++i) {
        const float weight = weights[i / width];
        if (weight != 1) hidden[i] = (hidden[i] - empty[i]) * weight + empty[i];
    }
}

void apply_weights(std::span<float> hidden, std::span<const float> weights) {
    if (weights.empty() || hidden.size() % weights.size() != 0)
        throw Error("[prompt weights] " + std::to_string(weights.size()) + " weights for " + std::to_string(hidden.size()) + " values");
    const size_t width = hidden.size() / weights.size();
    const double before = std::accumulate(hidden.begin(), hidden.end(), 0.0);
    for (size_t i = 0; i < hidden.size(); ++i) hidden[i] *= weights[i / width];
    const double after = std::accumulate(hidden.begin(), hidden.end(), 0.0);
    if (after == 0 || !std::isfinite(before / after)) return;
    const auto restore = static_cast<float>(before / after);
    for (float& value : hidden) value *= restore;
}

}  // namespace imagelab
