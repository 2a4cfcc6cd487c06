#include "core/metadata/foreign_weights.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"

namespace imagelab {
namespace {

constexpr std::string_view space = " \t\r\n\f\v";
constexpr double largest_weight = 100;

// A weighed stretch: what stands between inner_begin and inner_end has the weight, the marks around it go.
struct Group {
    size_t open, inner_begin, inner_end, close;
    double factor;
    bool outright = false;  // sets the weight instead of multiplying what is around it
};

struct Part {
    std::string text;
    double weight;
};

bool one_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
}

// Walks the text once with the groups that are open; `escapes` are the characters that lose a backslash before them.
std::vector<Part> parts_of(std::string_view text, std::vector<Group> groups, std::string_view escapes) {
    std::sort(groups.begin(), groups.end(),
              [](const Group& a, const Group& b) { return a.open != b.open ? a.open < b.open : a.close > b.close; });
    struct Open {
        size_t inner_end, close;
        double weight;
    };
    std::vector<Open> open{{text.size() + 1, 0, 1}};
    std::vector<Part> parts;
    size_t next = 0;
    for (size_t at = 0; at < text.size();) {
        if (at == open.back().inner_end) {
            at = open.back().close;
            open.pop_back();
            continue;
        }
        while (next < groups.size() &&
               (groups[next].open < at || (groups[next].open == at && groups[next].inner_end > open.back().inner_end)))
            ++next;
        if (next < groups.size() && groups[next].open == at) {
            const Group& group = groups[next++];
            const double weight = group.outright ? group.factor : open.back().weight * group.factor;
            open.push_back({group.inner_end, group.close, std::clamp(weight, -largest_weight, largest_weight)});
            at = group.inner_begin;
            continue;
        }
        if (text[at] == '\\' && at + 1 < text.size() && one_of(text[at + 1], escapes)) ++at;
        if (parts.empty() || parts.back().weight != open.back().weight) parts.push_back({"", open.back().weight});
        parts.back().text += text[at++];
    }
    return parts;
}

// (a:1.2), [ ] as ComfyUI's parse_parentheses finds them: a bracket that is never closed makes letters of all that follows it.
std::vector<Group> comfyui_groups(std::string_view text) {
    struct Frame {
        size_t open, colon = std::string_view::npos;
    };
    std::vector<Group> groups, pending;
    std::vector<Frame> frames;
    int below = 0;  // closing brackets too many
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && at + 1 < text.size() && one_of(text[at + 1], "()")) {
            ++at;
        } else if (c == '(') {
            if (below > 0) {
                --below;
                continue;
            }
            if (!frames.empty()) frames.back().colon = std::string_view::npos;
            frames.push_back({at});
        } else if (c == ')' && frames.empty()) {
            ++below;
        } else if (c == ')') {
            const Frame frame = frames.back();
            frames.pop_back();
            Group group{frame.open, frame.open + 1, at, at + 1, 1.1};
            const bool colon = frame.colon != std::string_view::npos && frame.colon > frame.open + 1;
            if (const auto weight = colon ? number_of(trimmed(text.substr(frame.colon + 1, at - frame.colon - 1))) : std::nullopt) {
                group.inner_end = frame.colon;
                group.factor = *weight;
                group.outright = true;
            }
            pending.push_back(group);
            if (!frames.empty()) continue;
            groups.insert(groups.end(), pending.begin(), pending.end());
            pending.clear();
        } else if (c == ':' && !frames.empty()) {
            frames.back().colon = at;
        }
    }
    return groups;
}

// Behind a group or word of compel's: "++", "--", or where `numbers` a weight; `end` moves behind it.
std::optional<double> compel_suffix(std::string_view text, size_t& end, bool numbers) {
    const size_t begin = end;
    const auto run = [&](auto accept) {
        while (end < text.size() && accept(text[end])) ++end;
        return end - begin;
    };
    if (begin < text.size() && one_of(text[begin], "+-")) {
        const char mark = text[begin];
        return std::pow(mark == '+' ? 1.1 : 0.9, static_cast<double>(run([&](char c) { return c == mark; })));
    }
    if (!numbers) return std::nullopt;
    bool dot = false;
    run([&](char c) { return (c >= '0' && c <= '9') || (c == '.' && !std::exchange(dot, true)); });
    const auto weight = number_of(text.substr(begin, end - begin));
    if (!weight) end = begin;
    return weight;
}

// Where compel's word that begins at `at` ends: + and - belong to it where letters follow them.
size_t compel_word_end(std::string_view text, size_t at) {
    constexpr std::string_view marks = "(),.\"+-=";
    for (; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size() && one_of(text[at + 1], marks)) {
            ++at;
        } else if (one_of(text[at], "+-")) {
            const bool last = at + 1 >= text.size();
            if (last || one_of(text[at + 1], space) || one_of(text[at + 1], marks)) break;
        } else if (one_of(text[at], marks) || one_of(text[at], space)) {
            break;
        }
    }
    return std::min(at, text.size());
}

std::vector<Group> compel_groups(std::string_view text) {
    std::vector<Group> groups;
    std::vector<size_t> open;
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '(') {
            open.push_back(at++);
        } else if (c == ')') {
            size_t end = ++at;
            if (open.empty()) continue;
            const auto weight = compel_suffix(text, end, true);
            groups.push_back({open.back(), open.back() + 1, at - 1, end, weight.value_or(1)});
            open.pop_back();
            at = end;
        } else if (c == '"') {
            const size_t close = text.find('"', at + 1);
            size_t end = close == std::string_view::npos ? at : close + 1;
            const auto weight = end > at ? compel_suffix(text, end, true) : std::nullopt;
            if (weight) groups.push_back({at, at + 1, close, end, *weight});
            ++at;
        } else {
            const size_t word = compel_word_end(text, at);
            size_t end = word;
            const auto weight = word > at ? compel_suffix(text, end, false) : std::nullopt;
            if (weight) groups.push_back({at, at, word, end, *weight});
            at = std::max(end, at + 1);
        }
    }
    return groups;
}

// "1.5::" at `at`: behind it, or npos.
size_t novelai_number_end(std::string_view text, size_t at) {
    if (at > 0 && (one_of(text[at - 1], "0123456789.") || text[at - 1] == '-')) return std::string_view::npos;
    size_t end = at + (text[at] == '-');
    while (end < text.size() && one_of(text[end], "0123456789.")) ++end;
    return end > at && text.substr(end, 2) == "::" && number_of(text.substr(at, end - at)) ? end : std::string_view::npos;
}

std::vector<Group> novelai_groups(std::string_view text) {
    struct Frame {
        char mark;
        size_t open, inner;
        double factor;
    };
    std::vector<Group> groups;
    std::vector<Frame> frames;
    const auto close = [&](size_t begin, size_t end) {
        groups.push_back({frames.back().open, frames.back().inner, begin, end, frames.back().factor});
        frames.pop_back();
    };
    for (size_t at = 0; at < text.size();) {
        const char c = text[at], top = frames.empty() ? '\0' : frames.back().mark;
        const size_t number = one_of(c, "0123456789-.") ? novelai_number_end(text, at) : std::string_view::npos;
        if (number != std::string_view::npos) {
            frames.push_back({':', at, number + 2, *number_of(text.substr(at, number - at))});
            at = number + 2;
        } else if (c == '{' || c == '[') {
            frames.push_back({c, at, at + 1, c == '{' ? 1.05 : 1 / 1.05});
            ++at;
        } else if ((c == '}' && top == '{') || (c == ']' && top == '[')) {
            close(at, at + 1);
            ++at;
        } else if (top == ':' && text.substr(at, 2) == "::") {
            close(at, at + 2);
            at += 2;
        } else {
            ++at;
        }
    }
    if (!frames.empty() && frames.back().mark == ':') close(text.size(), text.size());
    return groups;
}

// Whether A1111's rules read the same in a text of ComfyUI's.
bool same_in_a1111(std::string_view text, const std::vector<Group>& groups) {
    for (size_t at = 0; at < text.size(); ++at) {
        if (one_of(text[at], "[]")) return false;
        if (text[at] == '\\' && (at + 1 >= text.size() || !one_of(text[++at], "()"))) return false;
    }
    size_t brackets = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else
            brackets += one_of(text[at], "()");
    }
    if (brackets != groups.size() * 2) return false;
    std::vector<Group> sorted = groups;
    std::sort(sorted.begin(), sorted.end(), [](const Group& a, const Group& b) { return a.open < b.open; });
    size_t reach = 0;
    for (const Group& group : sorted) {
        if (group.outright && group.open < reach) return false;
        if (group.outright && text.substr(group.inner_end + 1, group.close - group.inner_end - 2).find_first_not_of("+-.0123456789 ") !=
                                  std::string_view::npos)
            return false;
        reach = std::max(reach, group.close);
    }
    return true;
}

std::string weight_text(double weight) {
    const std::string text = nlohmann::json(std::round(weight * 10000) / 10000).dump();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string in_a1111(const std::vector<Part>& parts) {
    std::string out;
    for (const Part& part : parts) {
        std::string text;
        for (const char c : part.text) {
            if (one_of(c, "()[]\\")) text += '\\';
            text += c;
        }
        const std::string_view words = trimmed(text);
        if (words.empty() || std::abs(part.weight - 1) < 5e-5) {
            out += text;
            continue;
        }
        const size_t begin = static_cast<size_t>(words.data() - text.data());
        out += text.substr(0, begin) + "(" + std::string(words) + ":" + weight_text(part.weight) + ")" + text.substr(begin + words.size());
    }
    return out;
}

bool stands_alone(std::string_view text, size_t at, size_t length) {
    const auto letter = [&](size_t i) {
        const auto c = static_cast<unsigned char>(text[i]);
        return std::isalnum(c) || c == '_' || c >= 0x80;
    };
    return (at == 0 || !letter(at - 1)) && (at + length >= text.size() || !letter(at + length));
}

std::string standing_word(std::string_view text, std::string_view word) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (stands_alone(text, at, word.size())) return std::string(word);
    }
    return "";
}

// The first [a:b:0.5], [a:0.5] or [a|b].
std::string changing_prompt(std::string_view text) {
    struct Frame {
        size_t open, colon = std::string_view::npos;
        bool bar = false;
    };
    std::vector<Frame> frames;
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            ++at;
        } else if (c == '[') {
            frames.push_back({at});
        } else if (frames.empty()) {
            continue;
        } else if (c == '|') {
            frames.back().bar = true;
        } else if (c == ':') {
            frames.back().colon = at;
        } else if (c == ']') {
            const Frame frame = frames.back();
            frames.pop_back();
            const bool when =
                frame.colon != std::string_view::npos && number_of(trimmed(text.substr(frame.colon + 1, at - frame.colon - 1)));
            if (frame.bar || when) return std::string(text.substr(frame.open, at + 1 - frame.open));
        }
    }
    return "";
}

}  // namespace

WeighedPrompt in_a1111_weights(std::string_view text, WeightRules rules) {
    if (rules == WeightRules::a1111) return {std::string(text), false};
    std::vector<Group> groups;
    std::string_view escapes = "()";
    if (rules == WeightRules::invokeai) {
        groups = compel_groups(text);
        escapes = "()\"";
    } else if (rules == WeightRules::novelai) {
        groups = novelai_groups(text);
        escapes = "";
    } else {
        groups = comfyui_groups(text);
    }
    const auto parts = parts_of(text, groups, escapes);
    const bool weighs = std::any_of(parts.begin(), parts.end(), [](const Part& part) { return std::abs(part.weight - 1) >= 5e-5; });
    const bool comfyui = rules == WeightRules::comfyui || rules == WeightRules::fooocus;
    if (comfyui && same_in_a1111(text, groups)) return {std::string(text), weighs};
    return {in_a1111(parts), weighs};
}

std::string unread_a1111_marks(std::string_view prompt) {
    std::string marks;
    for (const std::string& mark : {standing_word(prompt, "BREAK"), standing_word(prompt, "AND"), changing_prompt(prompt)}) {
        if (!mark.empty()) marks += (marks.empty() ? "" : ", ") + mark;
    }
    return marks;
}

}  // namespace imagelab
