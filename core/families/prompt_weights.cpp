#include "core/families/prompt_weights.h"

#include <algorithm>
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
            parts_.push_back({std::string(prompt_.substr(at_, end - at_)), 1});
            at_ = end;
        }
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
            if (!out.empty() && out.back().weight == part.weight)
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
    for (const WeightedText& part : parse_prompt_weights(prompt)) text += part.text;
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

WeightedTokens weighted_tokens(const ClipTokenizer& tokenizer, std::string_view prompt, bool weighted, size_t length,
                               const PromptNames& names) {
    std::vector<WeightedText> parts{{std::string(prompt), 1}};
    if (weighted) parts = parse_prompt_weights(prompt);
    WeightedTokens tokens;
    tokens.weights.assign(length, 1);
    if (parts.size() == 1 && parts.front().weight == 1 && names.empty()) {
        tokens.ids = tokenizer.encode_padded(parts.front().text, length);
        tokens.count = tokenizer.count(parts.front().text);
        return tokens;
    }
    const ClipVocabulary& vocabulary = tokenizer.vocabulary();
    tokens.ids = {vocabulary.begin};
    const auto take = [&](int id, double weight) {
        ++tokens.count;
        if (tokens.ids.size() + 1 >= length) return false;
        tokens.weights[tokens.ids.size()] = static_cast<float>(weight);
        tokens.ids.push_back(id);
        return true;
    };
    for (const WeightedText& part : parts) {
        const std::vector<int> ids = tokenizer.encode(part.text);
        for (size_t i = 0; i < ids.size();) {
            const auto match = names.at(std::span(ids).subspan(i));
            if (!match) {
                take(ids[i++], part.weight);
                continue;
            }
            i += match->tokens;
            for (size_t row = 0; row < match->vectors; ++row) {  // the id under a vector means nothing
                if (take(ids[i - 1], part.weight)) tokens.vectors.push_back({tokens.ids.size() - 1, match->name, row});
            }
        }
    }
    tokens.ids.push_back(vocabulary.end);
    tokens.ids.resize(length, vocabulary.pad);
    return tokens;
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
