#include "core/prompts/template.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::string_view escapable = "{}|$#_\\";
constexpr int deepest_template = 200;
constexpr int most_chosen = 1'000'000;  // of a bound; more are more than there are

class TemplateError : public Error {
  public:
    using Error::Error;
};

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
    });
}

// A wildcard's pattern with one separator: "a\b//c/" -> "a/b/c".
std::string clean_path(std::string_view path) {
    std::string clean;
    for (const char c : trimmed(path)) {
        const char one = c == '\\' ? '/' : c;
        if (one != '/' || (!clean.empty() && clean.back() != '/')) clean += one;
    }
    if (clean.ends_with('/')) clean.pop_back();
    return clean;
}

class Parser {
  public:
    Parser(std::string_view text, TemplatePlace place) : text_(text), place_(std::move(place)) {}

    TemplatePtr whole() {
        if (text_.size() > longest_template) refuse("a template may have " + readable_bytes(longest_template) + " of text", place_);
        TemplatePtr parsed = sequence(Until::end);
        if (!at_end()) refuse("a } closes nothing; write \\} for the character itself", here());
        return parsed;
    }

  private:
    using Kind = TemplateNode::Kind;
    using Order = TemplateNode::Order;
    enum class Until { end, option, path, wrapper };  // beside a }: also |; also "__", "(", | and a line's end; also | and "$$"

    bool at_end() const { return at_ >= text_.size(); }
    bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    bool begins_line() const { return at_ == 0 || text_[at_ - 1] == '\n'; }
    TemplatePlace here() {
        lines_ += static_cast<int>(std::count(text_.begin() + counted_, text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
        counted_ = static_cast<std::ptrdiff_t>(at_);
        return {place_.file, place_.line + lines_};
    }
    [[noreturn]] static void refuse(const std::string& what, const TemplatePlace& place) {
        throw TemplateError(place.text() + ": " + what);
    }
    std::shared_ptr<TemplateNode> node(Kind kind) {
        if (++nodes_ > most_template_parts) refuse("the template has more than " + std::to_string(most_template_parts) + " parts", here());
        auto made = std::make_shared<TemplateNode>();
        made->kind = kind;
        made->place = here();
        return made;
    }
    TemplatePtr text_node(std::string text) {
        auto made = node(Kind::text);
        made->text = std::move(text);
        return made;
    }
    void skip_spaces() {
        while (!at_end() && is_space(text_[at_])) ++at_;
    }

    bool stops(Until until) const {
        const char c = text_[at_];
        if (c == '}') return true;
        switch (until) {
            case Until::end:
                return false;
            case Until::option:
                return c == '|';
            case Until::path:
                return c == '|' || c == '(' || c == '\n' || sees("__");
            case Until::wrapper:
                return c == '|' || sees("$$");
        }
        return false;
    }

    // Behind a comment that begins here; nullopt: none does.
    std::optional<size_t> comment_end() const {
        const char c = text_[at_];
        const size_t line_end = std::min(text_.find('\n', at_), text_.size());
        if (c == '#' && (at_ == 0 || is_space(text_[at_ - 1]))) return line_end;
        if (c != '/' || !begins_line()) return std::nullopt;
        if (sees("//")) return line_end;
        const size_t closed = sees("/*") ? text_.find("*/", at_ + 2) : std::string_view::npos;
        return closed == std::string_view::npos ? std::nullopt : std::optional(closed + 2);
    }

    // Up to its end on this level, or the text's.
    TemplatePtr sequence(Until until) {
        if (++depth_ > deepest_template) refuse("braces are nested too deeply", here());
        const TemplatePlace begin = here();
        std::vector<TemplatePtr> parts;
        std::string literal;
        const auto flush = [&] {
            if (!literal.empty()) parts.push_back(text_node(std::exchange(literal, "")));
        };
        while (!at_end() && !stops(until)) {
            const char c = text_[at_];
            const bool comments = (c == '#' || c == '/') && until != Until::path;
            if (c == '\\' && at_ + 1 < text_.size() && escapable.find(text_[at_ + 1]) != std::string_view::npos) {
                literal += text_[at_ + 1];
                at_ += 2;
            } else if (const auto end = comments ? comment_end() : std::nullopt) {
                at_ = *end;
            } else if (c == '{' || sees("%{")) {
                flush();
                group(parts);
            } else if (sees("__")) {
                flush();
                parts.push_back(wildcard());
            } else if (sees("${")) {
                flush();
                parts.push_back(variable());
            } else {
                literal += c;
                ++at_;
            }
        }
        flush();
        --depth_;
        if (parts.size() == 1) return parts.front();
        auto made = node(Kind::sequence);
        made->place = begin;
        made->parts = std::move(parts);
        return made;
    }

    // {...} or %{...}; a % before options stands for itself.
    void group(std::vector<TemplatePtr>& into) {
        const bool percent = text_[at_] == '%';
        auto made = node(Kind::variant);
        at_ += percent ? 2 : 1;
        made->order = order_mark();
        const bool bounded = bounds(*made);
        for (bool first = true;; first = false) {
            TemplateOption option;
            option.weight = weight();
            option.value = sequence(first && percent && !bounded ? Until::wrapper : Until::option);
            if (first && sees("$$") && percent && !bounded) {
                into.push_back(wrap(option.value, made->place));
                return;
            }
            made->options.push_back(std::move(option));
            if (at_end()) refuse("this { is never closed", made->place);
            if (text_[at_++] == '}') break;
        }
        if (std::all_of(made->options.begin(), made->options.end(), [](const auto& option) { return option.weight == 0; }))
            refuse("all options have the weight 0", made->place);
        if (percent) into.push_back(text_node("%"));
        into.push_back(std::move(made));
    }

    TemplatePtr wrap(TemplatePtr around, const TemplatePlace& place) {
        auto made = node(Kind::wrap);
        made->place = place;
        at_ += 2;
        made->parts = {std::move(around), sequence(Until::end)};
        if (!sees("}")) refuse("this %{ is never closed", place);
        ++at_;
        return made;
    }

    // The samplers of dynamic prompts: ~ random, ! combinatorial, @ cyclic. Here all options come, so that the first two are one.
    Order order_mark() {
        size_t at = at_;
        while (at < text_.size() && is_space(text_[at])) ++at;
        if (at == text_.size() || std::string_view("~!@").find(text_[at]) == std::string_view::npos) return Order::inherited;
        at_ = at + 1;
        return text_[at] == '@' ? Order::cyclic : Order::any;
    }

    // "2$$", "1-3$$", "-3$$", "2-$$", each with " and $$" behind it or not.
    bool bounds(TemplateNode& made) {
        size_t end = at_;
        while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '-' || is_space(text_[end]))) ++end;
        const std::string_view head = trimmed(text_.substr(at_, end - at_));
        if (head.empty() || !text_.substr(end).starts_with("$$")) return false;
        const size_t dash = head.find('-');
        const auto number = [&](std::string_view digits, int otherwise) {
            digits = trimmed(digits);
            if (digits.empty()) return otherwise;
            if (!std::all_of(digits.begin(), digits.end(), is_digit))
                refuse("\"" + std::string(head) + "$$\" is no number of options", here());
            int value = most_chosen;
            std::from_chars(digits.data(), digits.data() + digits.size(), value);  // one that is too large stays most_chosen
            return std::min(value, most_chosen);
        };
        made.least = number(head.substr(0, dash), 1);
        made.most = dash == std::string_view::npos ? made.least : number(head.substr(dash + 1), all_options);
        if (head == "-") refuse("\"-$$\" is no range of numbers", here());
        if (made.most != all_options && made.most < made.least) std::swap(made.least, made.most);
        at_ = end + 2;
        const size_t second = text_.find_first_of("${}\n", at_);
        if (second == std::string_view::npos || second == at_ || !text_.substr(second).starts_with("$$")) return true;
        made.separator = std::string(text_.substr(at_, second - at_));
        at_ = second + 2;
        return true;
    }

    double weight() {
        size_t at = at_;
        while (at < text_.size() && is_space(text_[at])) ++at;
        const size_t begin = at;
        while (at < text_.size() && (is_digit(text_[at]) || text_[at] == '.')) ++at;
        const std::string_view number = text_.substr(begin, at - begin);
        while (at < text_.size() && text_[at] == ' ') ++at;
        if (number.empty() || !text_.substr(at).starts_with("::")) return 1;
        const auto value = number.size() > 9 ? std::nullopt : parsed_number(number);
        if (!value) refuse("\"" + std::string(number.substr(0, 40)) + "::\" is no weight", here());
        at_ = at + 2;
        return *value;
    }

    TemplatePtr wildcard() {
        auto made = node(Kind::wildcard);
        at_ += 2;
        made->order = order_mark();
        const TemplatePtr path = sequence(Until::path);
        if (path->kind == Kind::text)
            made->text = clean_path(path->text);
        else
            made->parts.push_back(path);
        const bool empty = path->kind == Kind::sequence ? path->parts.empty() : path->kind == Kind::text && made->text.empty();
        if (sees("(")) {
            const size_t close = text_.find(')', at_);
            if (close == std::string_view::npos) refuse("__" + made->text + "(: the ) is missing", made->place);
            arguments(*made, text_.substr(at_ + 1, close - at_ - 1));
            at_ = close + 1;
            skip_spaces();
        }
        if (empty || !sees("__"))
            refuse("this __ begins a wildcard that has no end; write \\_\\_ for the characters themselves", made->place);
        at_ += 2;
        return made;
    }

    void arguments(TemplateNode& made, std::string_view list) {
        for (size_t at = 0; at < list.size();) {
            const size_t end = std::min(list.find(',', at), list.size());
            const std::string_view one = list.substr(at, end - at);
            const size_t equals = one.find('=');
            const std::string name(trimmed(one.substr(0, equals)));
            if (equals == std::string_view::npos || !is_name(name))
                refuse("__" + made.text + "(...)__: \"" + std::string(one) + "\" is not NAME=VALUE", made.place);
            Parser value(trimmed(one.substr(equals + 1)), made.place);
            value.depth_ = depth_;
            made.arguments.emplace_back(name, value.whole());
            nodes_ += value.nodes_;
            at = end + 1;
        }
    }

    TemplatePtr variable() {
        auto made = node(Kind::variable);
        at_ += 2;
        const size_t begin = at_;
        while (!at_end() && std::string_view("=:?}\n").find(text_[at_]) == std::string_view::npos) ++at_;
        made->text = trimmed(text_.substr(begin, at_ - begin));
        if (!is_name(made->text)) refuse("\"${" + made->text.substr(0, 40) + "\" is no name of a variable", made->place);
        if (sees("?=")) {
            made->keep = true;
            ++at_;
        }
        if (sees("=")) {
            made->kind = Kind::assignment;
            ++at_;
            skip_spaces();
            if (sees("!")) {
                made->once = true;
                ++at_;
            }
            made->parts.push_back(sequence(Until::end));
        } else if (sees(":")) {
            ++at_;
            made->parts.push_back(sequence(Until::end));
        }
        if (!sees("}")) refuse("this ${ is never closed", made->place);
        ++at_;
        return made;
    }

    std::string_view text_;
    TemplatePlace place_;
    size_t at_ = 0, nodes_ = 0;
    std::ptrdiff_t counted_ = 0;  // characters whose lines are counted
    int lines_ = 0, depth_ = 0;
};

}  // namespace

Result<TemplatePtr> parse_template(const std::string& text, const TemplatePlace& place) {
    try {
        return Parser(text, place).whole();
    } catch (const TemplateError& refused) {
        return Failure{refused.what()};
    }
}

}  // namespace imagelab
