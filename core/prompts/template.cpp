#include "core/prompts/template.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::string_view escapable = "{}|$#_\\";
constexpr int deepest = 200;

class Refused : public Error {
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

class Parser {
  public:
    Parser(std::string_view text, TemplatePlace place) : text_(text), place_(std::move(place)) {}

    TemplatePtr whole() {
        TemplatePtr parsed = sequence("");
        if (!at_end()) refuse("a } closes nothing; write \\} for the character itself", here());
        return parsed;
    }

  private:
    using Kind = TemplateNode::Kind;

    bool at_end() const { return at_ >= text_.size(); }
    bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    TemplatePlace here() const {
        return {place_.file,
                place_.line + static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'))};
    }
    [[noreturn]] static void refuse(const std::string& what, const TemplatePlace& place) { throw Refused(place.text() + ": " + what); }
    std::shared_ptr<TemplateNode> node(Kind kind) const {
        auto made = std::make_shared<TemplateNode>();
        made->kind = kind;
        made->place = here();
        return made;
    }
    void skip_spaces() {
        while (!at_end() && is_space(text_[at_])) ++at_;
    }

    // Up to one of `stops` on this level, or the end.
    TemplatePtr sequence(std::string_view stops) {
        if (++depth_ > deepest) refuse("braces are nested too deeply", here());
        auto made = node(Kind::sequence);
        std::string literal;
        const auto flush = [&] {
            if (literal.empty()) return;
            auto part = node(Kind::text);
            part->text = std::exchange(literal, "");
            made->parts.push_back(std::move(part));
        };
        while (!at_end()) {
            const char c = text_[at_];
            if (stops.find(c) != std::string_view::npos || c == '}') break;
            if (c == '\\' && at_ + 1 < text_.size() && escapable.find(text_[at_ + 1]) != std::string_view::npos) {
                literal += text_[at_ + 1];
                at_ += 2;
            } else if (c == '#' && (at_ == 0 || is_space(text_[at_ - 1]))) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == '{') {
                flush();
                made->parts.push_back(variant());
            } else if (sees("__")) {
                flush();
                made->parts.push_back(wildcard());
            } else if (sees("${")) {
                flush();
                made->parts.push_back(variable());
            } else {
                literal += c;
                ++at_;
            }
        }
        flush();
        --depth_;
        return made->parts.size() == 1 ? made->parts.front() : made;
    }

    TemplatePtr variant() {
        auto made = node(Kind::variant);
        ++at_;
        if (sees("~") || sees("@")) ++at_;  // the samplers of dynamic prompts; here all options come, in an order of their own
        bounds(*made);
        for (;;) {
            TemplateOption option;
            option.weight = weight();
            option.value = sequence("|");
            made->options.push_back(std::move(option));
            if (at_end()) refuse("this { is never closed", made->place);
            if (text_[at_++] == '}') break;
        }
        if (std::all_of(made->options.begin(), made->options.end(), [](const auto& option) { return option.weight == 0; }))
            refuse("all options have the weight 0", made->place);
        return made;
    }

    // "2$$", "1-3$$", "-3$$", "2-$$", each with " and $$" behind it or not.
    void bounds(TemplateNode& made) {
        const size_t end = text_.find("$$", at_);
        if (end == std::string_view::npos) return;
        const std::string head(trimmed(text_.substr(at_, end - at_)));
        if (head.empty() || !std::all_of(head.begin(), head.end(), [](char c) { return is_digit(c) || c == '-'; })) return;
        const size_t dash = head.find('-');
        const auto number = [&](const std::string& digits, int otherwise) {
            if (digits.empty()) return otherwise;
            if (digits.size() > 4 || digits.find('-') != std::string::npos) refuse("\"" + head + "$$\" is no number of options", here());
            return std::stoi(digits);
        };
        made.least = number(head.substr(0, dash), 1);
        made.most = dash == std::string::npos ? made.least : number(head.substr(dash + 1), 0);
        if (head == "-" || (made.most > 0 && made.most < made.least)) refuse("\"" + head + "$$\" is no range of numbers", here());
        if (made.least == 0 && made.most == 0 && dash == std::string::npos) refuse("\"0$$\" takes no option at all", here());
        at_ = end + 2;
        const size_t second = text_.find("$$", at_);
        if (second == std::string_view::npos || text_.substr(at_, second - at_).find_first_of("{}|\n") != std::string_view::npos) return;
        made.separator = std::string(text_.substr(at_, second - at_));
        at_ = second + 2;
    }

    double weight() {
        size_t at = at_;
        while (at < text_.size() && is_space(text_[at])) ++at;
        const size_t begin = at;
        while (at < text_.size() && (is_digit(text_[at]) || text_[at] == '.')) ++at;
        const std::string number(text_.substr(begin, at - begin));
        while (at < text_.size() && text_[at] == ' ') ++at;
        if (number.empty() || !text_.substr(at).starts_with("::")) return 1;
        if (std::count(number.begin(), number.end(), '.') > 1 || number == "." || number.size() > 9)
            refuse("\"" + number + "::\" is no weight", here());
        at_ = at + 2;
        return std::stod(number);
    }

    TemplatePtr wildcard() {
        auto made = node(Kind::wildcard);
        const size_t end = text_.find("__", at_ + 2);
        std::string inside(end == std::string_view::npos ? "" : text_.substr(at_ + 2, end - at_ - 2));
        if (inside.empty() || inside.find_first_of("\n{}|") != std::string::npos)
            refuse("this __ begins a wildcard that has no end; write \\_\\_ for the characters themselves", made->place);
        at_ = end + 2;
        if (const size_t open = inside.find('('); open != std::string::npos) {
            if (inside.back() != ')') refuse("__" + inside + "__: the ) is missing", made->place);
            arguments(*made, inside.substr(open + 1, inside.size() - open - 2));
            inside.resize(open);
        }
        made->text = trimmed(inside);
        if (made->text.starts_with('~') || made->text.starts_with('@')) made->text.erase(0, 1);
        if (made->text.empty()) refuse("a wildcard without a name", made->place);
        return made;
    }

    static void arguments(TemplateNode& made, const std::string& list) {
        for (size_t at = 0; at < list.size();) {
            const size_t end = std::min(list.find(',', at), list.size());
            const std::string one = list.substr(at, end - at);
            const size_t equals = one.find('=');
            const std::string name(trimmed(one.substr(0, equals)));
            if (equals == std::string::npos || !is_name(name))
                refuse("__" + made.text + "(...)__: \"" + one + "\" is not NAME=VALUE", made.place);
            made.arguments.emplace_back(name, trimmed(one.substr(equals + 1)));
            at = end + 1;
        }
    }

    TemplatePtr variable() {
        auto made = node(Kind::variable);
        at_ += 2;
        const size_t begin = at_;
        while (!at_end() && std::string_view("=:?}\n").find(text_[at_]) == std::string_view::npos) ++at_;
        made->text = trimmed(text_.substr(begin, at_ - begin));
        if (!is_name(made->text)) refuse("\"${" + made->text + "\" is no name of a variable", made->place);
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
            made->parts.push_back(sequence(""));
        } else if (sees(":")) {
            ++at_;
            made->parts.push_back(sequence(""));
        }
        if (!sees("}")) refuse("this ${ is never closed", made->place);
        ++at_;
        return made;
    }

    std::string_view text_;
    TemplatePlace place_;
    size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Result<TemplatePtr> parse_template(const std::string& text, const TemplatePlace& place) {
    try {
        return Parser(text, place).whole();
    } catch (const Refused& refused) {
        return Failure{refused.what()};
    }
}

}  // namespace imagelab
