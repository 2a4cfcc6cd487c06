#include "core/request/prompt_schedule.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr int deepest = 64;  // brackets in brackets; what lies deeper is text

// A text, or an edit between steps with its parts.
struct Node {
    enum class Kind { text, sequence, scheduled, alternate } kind = Kind::text;
    std::string text;
    std::vector<Node> parts;  // of `scheduled`: before, after
    int when = 0;
};

std::vector<size_t> matching_brackets(std::string_view text) {
    std::vector<size_t> match(text.size(), std::string_view::npos), open;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '[') {
            open.push_back(at);
        } else if (text[at] == ']' && !open.empty()) {
            match[open.back()] = at;
            open.pop_back();
        }
    }
    return match;
}

class Parser {
  public:
    Parser(std::string_view text, int steps, std::optional<int> first_pass)
        : text_(text), steps_(steps), first_pass_(first_pass), match_(matching_brackets(text)) {}

    Node parse() { return parse(0, text_.size(), 0); }
    const std::set<int>& ends() const { return ends_; }

  private:
    Node parse(size_t begin, size_t end, int depth) {
        Node all{.kind = Node::Kind::sequence};
        std::string plain;
        const auto flush = [&] {
            if (!plain.empty()) all.parts.push_back({.text = std::exchange(plain, "")});
        };
        for (size_t at = begin; at < end; ++at) {
            if (text_[at] == '[' && match_[at] < end && depth < deepest) {
                if (auto edit = parse_edit(at, match_[at], depth)) {
                    flush();
                    all.parts.push_back(std::move(*edit));
                    at = match_[at];
                    continue;
                }
            }
            plain += text_[at];
            if (text_[at] == '\\' && at + 1 < end) plain += text_[++at];
        }
        flush();
        return all;
    }

    // Ends of the parts between brackets, where their separators are all `:` or all `|` and stand in no brackets of their own.
    struct Parts {
        char separator = 0;
        std::vector<std::pair<size_t, size_t>> ranges;
    };
    std::optional<Parts> split(size_t open, size_t close) const {
        Parts parts;
        size_t begin = open + 1;
        int round = 0;
        for (size_t at = open + 1; at < close; ++at) {
            const char c = text_[at];
            if (c == '\\') {
                ++at;
            } else if (c == '[') {
                if (match_[at] > close) return std::nullopt;
                at = match_[at];
            } else if (c == '(') {
                ++round;
            } else if (c == ')') {
                if (--round < 0) return std::nullopt;
            } else if ((c == ':' || c == '|') && round == 0) {
                if (parts.separator != 0 && parts.separator != c) return std::nullopt;
                parts.separator = c;
                parts.ranges.emplace_back(begin, at);
                begin = at + 1;
            }
        }
        if (round != 0 || parts.separator == 0) return std::nullopt;
        parts.ranges.emplace_back(begin, close);
        return parts;
    }

    std::optional<Node> parse_edit(size_t open, size_t close, int depth) {
        const auto parts = split(open, close);
        if (!parts) return std::nullopt;
        const auto part = [&](size_t i) { return parse(parts->ranges[i].first, parts->ranges[i].second, depth + 1); };
        const size_t count = parts->ranges.size();
        if (parts->separator == '|') {
            Node node{.kind = Node::Kind::alternate};
            for (size_t i = 0; i < count; ++i) node.parts.push_back(part(i));
            for (int step = 1; step <= steps_; ++step) ends_.insert(step);
            return node;
        }
        if (count > 3) return std::nullopt;
        const auto [begin, end] = parts->ranges.back();
        const std::string_view number = trimmed(text_.substr(begin, end - begin));
        const auto value = parsed_number(number);
        if (!value) return std::nullopt;
        Node node{.kind = Node::Kind::scheduled};
        node.parts.push_back(count == 3 ? part(0) : Node{});
        node.parts.push_back(part(count - 2));
        const double when = number.find('.') == number.npos ? *value - first_pass_.value_or(0) : (*value - (first_pass_ ? 1 : 0)) * steps_;
        node.when = static_cast<int>(std::clamp<double>(when, 0, steps_));
        if (node.when >= 1) ends_.insert(node.when);
        return node;
    }

    const std::string_view text_;
    const int steps_;
    const std::optional<int> first_pass_;
    const std::vector<size_t> match_;
    std::set<int> ends_;
};

void render(const Node& node, int step, std::string& text) {
    switch (node.kind) {
        case Node::Kind::text:
            text += node.text;
            return;
        case Node::Kind::sequence:
            for (const Node& part : node.parts) render(part, step, text);
            return;
        case Node::Kind::scheduled:
            return render(node.parts[step <= node.when ? 0 : 1], step, text);
        case Node::Kind::alternate:
            return render(node.parts[static_cast<size_t>(step - 1) % node.parts.size()], step, text);
    }
}

bool in_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || c == '_' || std::isalnum(byte) != 0;
}

ComposedPrompt composed(std::string_view part) {
    const std::string_view whole = trimmed(part);
    const size_t colon = whole.rfind(':');
    if (colon != whole.npos) {
        const std::string_view number = trimmed(whole.substr(colon + 1));
        const bool plain = number.find_first_not_of("+-.0123456789") == number.npos;  // as A1111: no exponents
        if (const auto weight = plain ? parsed_number(number) : std::nullopt) {
            std::string_view text = part.substr(0, static_cast<size_t>(whole.data() - part.data()) + colon);
            while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
            return {std::string(text), *weight};
        }
    }
    while (!part.empty() && std::isspace(static_cast<unsigned char>(part.back())) != 0) part.remove_suffix(1);
    return {std::string(part), 1};
}

}  // namespace

std::vector<PromptPhase> prompt_phases(std::string_view prompt, int steps, std::optional<int> first_pass) {
    Parser parser(prompt, steps, first_pass);
    const Node tree = parser.parse();
    std::set<int> ends = parser.ends();
    ends.insert(steps);
    std::vector<PromptPhase> phases;
    for (const int step : ends) {
        std::string text;
        render(tree, step, text);
        if (!phases.empty() && phases.back().text == text)
            phases.back().last_step = step;
        else
            phases.push_back({step, std::move(text)});
    }
    return phases;
}

std::vector<ComposedPrompt> composed_prompts(std::string_view prompt) {
    constexpr std::string_view word = "AND";
    std::vector<std::string_view> parts;
    size_t begin = 0;
    for (size_t at = prompt.find(word); at != prompt.npos; at = prompt.find(word, at + 1)) {
        const size_t behind = at + word.size();
        if ((at > 0 && in_word(prompt[at - 1])) || (behind < prompt.size() && in_word(prompt[behind]))) continue;
        parts.push_back(prompt.substr(begin, at - begin));
        begin = behind;
    }
    if (parts.empty()) return {{std::string(prompt), 1}};
    parts.push_back(prompt.substr(begin));
    std::vector<ComposedPrompt> all;
    for (const std::string_view part : parts) all.push_back(composed(part));
    return all;
}

}  // namespace imagelab
