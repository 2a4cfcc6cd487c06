#include "ui/models/weigh_words.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <optional>

namespace imagelab {
namespace {

constexpr double least = 0.1, most = 2;

struct Bracket {
    int open, close;  // of "(" and behind ")"
    int words_end;    // behind the words, where ":" or ")" stands
    double weight;
};

bool escaped(const QString& text, int at) {
    int backslashes = 0;
    while (at - backslashes > 0 && text[at - backslashes - 1] == '\\') ++backslashes;
    return backslashes % 2 == 1;
}

// The innermost round brackets around [begin, end].
std::optional<Bracket> bracket_around(const QString& text, int begin, int end) {
    int depth = 0, open = -1;
    for (int i = begin - 1; i >= 0 && open < 0; --i) {
        if (text[i] == ')' && !escaped(text, i)) ++depth;
        if (text[i] == '(' && !escaped(text, i) && depth-- == 0) open = i;
    }
    if (open < 0) return std::nullopt;
    depth = 0;
    for (int i = open + 1; i < text.size(); ++i) {
        if (escaped(text, i)) continue;
        if (text[i] == '(') ++depth;
        if (text[i] != ')' || depth-- > 0) continue;
        if (i < end) return std::nullopt;
        static const QRegularExpression number(R"(:\s*([+-]?[.\d]+)\s*$)");
        const auto match = number.match(text.mid(open + 1, i - open - 1));
        const double weight = match.hasMatch() ? match.captured(1).toDouble() : 1.1;
        return Bracket{open, i + 1, match.hasMatch() ? open + 1 + static_cast<int>(match.capturedStart()) : i, weight};
    }
    return std::nullopt;
}

bool part_of_word(QChar c) {
    return c.isLetterOrNumber() || c == '-' || c == '_' || c == '\'' || c.isMark() || c.isSurrogate();
}

QString weight_text(double weight) {
    QString text = QString::number(weight, 'f', 2);
    while (text.endsWith('0')) text.chop(1);
    if (text.endsWith('.')) text.chop(1);
    return text;
}

}  // namespace

Weighed weigh_words(const QString& text, int begin, int end, int steps) {
    begin = std::clamp<int>(begin, 0, static_cast<int>(text.size()));
    end = std::clamp<int>(end, begin, static_cast<int>(text.size()));
    while (begin < end && text[begin].isSpace()) ++begin;
    while (end > begin && text[end - 1].isSpace()) --end;
    if (begin < end && text[begin] == '(' && text[end - 1] == ')') ++begin, --end;  // the brackets themselves are selected
    const bool selected = begin < end;
    if (const auto around = bracket_around(text, begin, end);
        around && (!selected || (begin <= around->open + 1 && end >= around->words_end))) {
        const QString words = text.mid(around->open + 1, around->words_end - around->open - 1);
        const double weight = std::clamp(std::round((around->weight + 0.1 * steps) * 100) / 100, least, most);
        const bool plain = std::abs(weight - 1) < 1e-9;
        const QString made = plain ? words : QStringLiteral("(%1:%2)").arg(words, weight_text(weight));
        const int from = around->open + (plain ? 0 : 1);
        return {text.left(around->open) + made + text.mid(around->close), from, from + static_cast<int>(words.size())};
    }
    if (!selected) {
        while (begin > 0 && part_of_word(text[begin - 1])) --begin;
        while (end < text.size() && part_of_word(text[end])) ++end;
        if (begin == end) return {text, begin, end};
    }
    const QString words = text.mid(begin, end - begin);
    const double weight = std::clamp(1 + 0.1 * steps, least, most);
    return {text.left(begin) + QStringLiteral("(%1:%2)").arg(words, weight_text(weight)) + text.mid(end), begin + 1, end + 1};
}

}  // namespace imagelab
