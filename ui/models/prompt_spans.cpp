#include "ui/models/prompt_spans.h"

#include <QRegularExpression>
#include <algorithm>

namespace imagelab {
namespace {

constexpr int most_names = 2000;

struct BracketPair {
    int open, close;  // of "(" and ")", "[" and "]"; -1: it is not there
    bool square;
};

// As the engine reads them (core/families/prompt_weights.cpp): round and square ones are matched each for themselves.
std::vector<BracketPair> brackets_of(const QString& text, const std::vector<PromptSpan>& tags) {
    std::vector<BracketPair> pairs;
    std::vector<int> open[2];
    auto tag = tags.begin();
    for (int at = 0; at < text.size(); ++at) {
        while (tag != tags.end() && tag->begin + tag->length <= at) ++tag;
        if (tag != tags.end() && tag->begin <= at) continue;
        const QChar c = text[at];
        if (c == '\\') {
            ++at;
            continue;
        }
        const int square = c == '[' || c == ']' ? 1 : 0;
        if (c == '(' || c == '[') {
            open[square].push_back(at);
        } else if (c == ')' || c == ']') {
            const bool closes = !open[square].empty();
            pairs.push_back({closes ? open[square].back() : -1, at, square == 1});
            if (closes) open[square].pop_back();
        }
    }
    for (const int square : {0, 1})
        for (const int at : open[square]) pairs.push_back({at, -1, square == 1});
    return pairs;
}

std::vector<PromptSpan> lora_tags(const QString& text) {
    static const QRegularExpression tag(QStringLiteral("<(?:lora|lyco):[^<>\\n]+>"));
    std::vector<PromptSpan> spans;
    for (auto found = tag.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        spans.push_back({PromptSpan::Kind::network, static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength())});
    }
    return spans;
}

// The separators of [from:to:when] or [a|b|c] between its brackets (core/request/prompt_schedule.h); none: it is no such edit.
std::vector<int> separators_of(const QString& text, const BracketPair& pair) {
    std::vector<int> found;
    int round = 0, square = 0;
    for (int at = pair.open + 1; at < pair.close; ++at) {
        const QChar c = text[at];
        if (c == '\\') ++at;
        if (c == '(') ++round;
        if (c == '[') ++square;
        if ((c == ')' && --round < 0) || (c == ']' && --square < 0)) return {};
        if (round > 0 || square > 0 || (c != ':' && c != '|')) continue;
        if (!found.empty() && text[found.front()] != c) return {};
        found.push_back(at);
    }
    if (round != 0 || square != 0 || found.empty() || text[found.front()] == '|') return round || square ? std::vector<int>() : found;
    bool number = false;
    text.mid(found.back() + 1, pair.close - found.back() - 1).trimmed().toDouble(&number);
    return number && found.size() <= 2 ? found : std::vector<int>();
}

// ":1.3" before a round bracket that closes.
std::optional<PromptSpan> weight_of(const QString& text, const BracketPair& pair) {
    int at = pair.close - 1;
    const auto number = [&](QChar c) { return c.isDigit() || c == '.' || c == '+' || c == '-'; };
    while (at > pair.open && text[at].isSpace()) --at;
    const int end = at;
    while (at > pair.open && number(text[at])) --at;
    const bool digits = at < end;
    while (at > pair.open && text[at].isSpace()) --at;
    if (!digits || at <= pair.open || text[at] != ':') return std::nullopt;
    return PromptSpan{PromptSpan::Kind::weight, at, end - at + 1};
}

void add_words(const QString& text, const QString& pattern, PromptSpan::Kind kind, std::vector<PromptSpan>& spans) {
    const QRegularExpression words(
        QStringLiteral("(?<![\\w])(?:%1)(?![\\w])").arg(pattern),
        QRegularExpression::UseUnicodePropertiesOption |
            (kind == PromptSpan::Kind::network ? QRegularExpression::CaseInsensitiveOption : QRegularExpression::NoPatternOption));
    for (auto found = words.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        spans.push_back({kind, static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength())});
    }
}

// By their places, those that touch and are of one kind as one: Qt paints selections that touch each other over with the plain text.
std::vector<PromptSpan> joined(std::vector<PromptSpan> spans) {
    std::sort(spans.begin(), spans.end(), [](const PromptSpan& a, const PromptSpan& b) { return a.begin < b.begin; });
    std::vector<PromptSpan> out;
    for (const PromptSpan& span : spans) {
        if (!out.empty() && out.back().kind == span.kind && out.back().begin + out.back().length == span.begin)
            out.back().length += span.length;
        else
            out.push_back(span);
    }
    return out;
}

}  // namespace

std::vector<PromptSpan> prompt_spans(const QString& text, const PromptRules& rules) {
    using Kind = PromptSpan::Kind;
    std::vector<PromptSpan> spans;
    if (text.size() > longest_coloured) return spans;
    const std::vector<PromptSpan> tags = lora_tags(text);
    if (rules.wanted) spans = tags;
    QStringList names;
    for (const QString& name : rules.names.mid(0, most_names))
        if (text.contains(name, Qt::CaseInsensitive)) names << QRegularExpression::escape(name);
    std::sort(names.begin(), names.end(), [](const QString& a, const QString& b) { return a.size() > b.size(); });
    if (!names.isEmpty()) add_words(text, QStringLiteral("(?:embedding:)?(?:%1)").arg(names.join('|')), Kind::network, spans);
    if (!rules.marked) return joined(std::move(spans));
    if (rules.chunks) add_words(text, QStringLiteral("BREAK"), Kind::keyword, spans);
    if (rules.wanted) add_words(text, QStringLiteral("AND"), Kind::keyword, spans);
    for (const BracketPair& pair : brackets_of(text, tags)) {
        const bool matched = pair.open >= 0 && pair.close >= 0;
        const std::vector<int> separators = matched && pair.square ? separators_of(text, pair) : std::vector<int>();
        if (separators.empty() && !rules.weighs) continue;  // words
        const Kind kind = !matched ? Kind::unmatched : separators.empty() ? Kind::weight : Kind::edit;
        for (const int at : {pair.open, pair.close})
            if (at >= 0) spans.push_back({kind, at, 1});
        for (const int at : separators) spans.push_back({Kind::edit, at, 1});
        if (matched && !pair.square)
            if (const auto weight = weight_of(text, pair)) spans.push_back(*weight);
    }
    return joined(std::move(spans));
}

std::optional<std::pair<int, int>> bracket_pair_at(const QString& text, int cursor, const PromptRules& rules) {
    if (!rules.marked || text.size() > longest_coloured) return std::nullopt;
    const std::vector<BracketPair> pairs = brackets_of(text, lora_tags(text));
    for (const int at : {cursor - 1, cursor})
        for (const BracketPair& pair : pairs)
            if (pair.open >= 0 && pair.close >= 0 && (pair.open == at || pair.close == at)) return std::pair(pair.open, pair.close);
    return std::nullopt;
}

}  // namespace imagelab
