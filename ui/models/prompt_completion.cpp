#include "ui/models/prompt_completion.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace imagelab {
namespace {

constexpr int fewest_typed = 2, fewest_among_others = 3;  // characters: of a word by itself, of one behind others
constexpr size_t most_words_back = 6;
constexpr int longest_typed = 200;

const QString ends_word = QStringLiteral(",\n()[]{}|<>:");

bool has_backslash(const QString& text, int at) {
    int backslashes = 0;
    while (at - backslashes > 0 && text[at - backslashes - 1] == '\\') ++backslashes;
    return backslashes % 2 == 1;
}

// "<lora:in" before the cursor.
std::optional<TypedWord> open_angle(const QString& text, int cursor) {
    if (cursor == 0) return std::nullopt;
    const auto open = text.lastIndexOf('<', cursor - 1);
    if (open < 0 || cursor - open > longest_typed) return std::nullopt;
    const QString inside = text.mid(open + 1, cursor - open - 1);
    if (inside.contains('>') || inside.contains('\n') || inside.startsWith(' ')) return std::nullopt;
    TypedWord word{TypedWord::Kind::any_name, static_cast<int>(open), cursor, inside};
    using Kind = TypedWord::Kind;
    for (const auto& [mark, kind] :
         {std::pair("lora:", Kind::lora), {"lyco:", Kind::lora}, {"style:", Kind::style}, {"embedding:", Kind::embedding}}) {
        if (inside.startsWith(QLatin1String(mark))) word.kind = kind, word.typed = inside.mid(static_cast<qsizetype>(qstrlen(mark)));
    }
    if (word.typed.contains(':')) word.kind = Kind::none;  // its strength
    if (cursor < text.size() && text[cursor] == '>') ++word.end;
    return word;
}

std::optional<TypedWord> marked(const QString& text, int cursor) {
    static const QRegularExpression embedding(R"((?<![\w])embedding:([^\s,()\[\]<>:]*)$)", QRegularExpression::UseUnicodePropertiesOption),
        wildcard(R"((?<![\w])__([\w./@-]*)$)", QRegularExpression::UseUnicodePropertiesOption);
    const QString before = text.mid(std::max(0, cursor - longest_typed), std::min(cursor, longest_typed));
    const int offset = cursor - static_cast<int>(before.size());
    if (const auto found = embedding.match(before); found.hasMatch())
        return TypedWord{TypedWord::Kind::embedding, offset + static_cast<int>(found.capturedStart()), cursor, found.captured(1)};
    if (const auto found = wildcard.match(before); found.hasMatch()) {
        TypedWord word{TypedWord::Kind::wildcard, offset + static_cast<int>(found.capturedStart()), cursor, found.captured(1)};
        if (word.typed.endsWith(QLatin1String("__"))) word.kind = TypedWord::Kind::none;  // it is closed
        if (text.mid(cursor, 2) == QLatin1String("__")) word.end += 2;
        return word;
    }
    return std::nullopt;
}

NameMatch match_of(const QString& name, const QString& typed) {
    return typed.isEmpty() ? NameMatch::beginning : match_name(name.toStdString(), typed.toLower().toStdString());
}

// The names of one kind that match at least as well.
class Gatherer {
  public:
    Gatherer(const QString& typed, int begin, NameMatch worst) : typed_(typed), begin_(begin), worst_(worst) {}
    void add(Completion::Kind kind, const QString& name, const QString& detail, const QString& value) {
        const NameMatch match = match_of(name, typed_);
        if (match <= worst_ && match != NameMatch::none) found_.push_back({kind, name, {}, detail, value, {}, 0, match, begin_});
    }
    void add(Completion::Kind kind, const QStringList& names) {
        for (const QString& name : names) add(kind, name, {}, name);
    }
    void add(Completion::Kind kind, const std::vector<CompletionWords::Named>& names) {
        for (const auto& [name, detail, value] : names) add(kind, name, detail, value);
    }
    void add(const TagLists& tags, size_t most) {
        for (const TagHit& hit : tags.find(typed_.toLower().toStdString(), most)) {
            if (hit.match > worst_) continue;
            const auto text = [](std::string_view part) { return QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())); };
            found_.push_back(
                {Completion::Kind::tag, text(hit.name), text(hit.alias), {}, text(hit.name), hit.group, hit.count, hit.match, begin_});
        }
    }
    std::vector<Completion> best(size_t most) {
        std::stable_sort(found_.begin(), found_.end(),
                         [](const Completion& a, const Completion& b) { return std::tie(a.match, a.kind) < std::tie(b.match, b.kind); });
        if (found_.size() > most) found_.resize(most);
        return std::move(found_);
    }

  private:
    const QString typed_;
    const int begin_;
    const NameMatch worst_;
    std::vector<Completion> found_;
};

// Of the words themselves: all of them, else one less at their beginning, and so on.
std::vector<Completion> of_words(const TypedWord& word, const CompletionWords& words, size_t most) {
    std::vector<qsizetype> starts{0};
    for (qsizetype at = 1; at < word.typed.size(); ++at)
        if (word.typed[at - 1].isSpace() && !word.typed[at].isSpace()) starts.push_back(at);
    if (starts.size() > most_words_back) starts.erase(starts.begin(), starts.end() - most_words_back);
    for (const qsizetype from : starts) {
        const bool last = from == starts.back();
        QString typed = word.typed.mid(from);
        if (typed.size() < (from == 0 ? fewest_typed : fewest_among_others)) break;
        typed.remove('\\');
        Gatherer gatherer(typed, word.begin + static_cast<int>(from), last && typed.size() >= 3 ? NameMatch::inside : NameMatch::word);
        if (words.tags) gatherer.add(*words.tags, most);
        gatherer.add(Completion::Kind::part, words.parts);
        gatherer.add(Completion::Kind::embedding, words.embeddings);
        gatherer.add(Completion::Kind::style, words.styles);
        if (auto found = gatherer.best(most); !found.empty()) return found;
    }
    return {};
}

// Behind the place, where a word has ended.
QString separator(const QString& text, int at) {
    const QStringView rest = QStringView(text).mid(at);
    const QStringView next = rest.trimmed();
    if (!next.isEmpty() && QStringLiteral(",:)]}|>").contains(next.front())) return {};
    return rest.isEmpty() || !rest.front().isSpace() ? QStringLiteral(", ") : QStringLiteral(",");
}

}  // namespace

TypedWord typed_word(const QString& text, int cursor) {
    cursor = std::clamp(cursor, 0, static_cast<int>(text.size()));
    if (cursor < text.size() && (text[cursor].isLetterOrNumber() || (text[cursor] == '_' && text.mid(cursor, 2) != QLatin1String("__"))))
        return {};
    if (const auto angle = open_angle(text, cursor)) return *angle;
    if (const auto found = marked(text, cursor)) return *found;
    int begin = cursor;
    while (begin > 0 && cursor - begin < longest_typed && !(ends_word.contains(text[begin - 1]) && !has_backslash(text, begin - 1)))
        --begin;
    while (begin < cursor && text[begin].isSpace()) ++begin;
    const QString typed = text.mid(begin, cursor - begin);
    const bool letters = std::any_of(typed.begin(), typed.end(), [](QChar c) { return c.isLetter(); });
    if (typed.size() < fewest_typed || !letters || typed.back().isSpace()) return {};
    return {TypedWord::Kind::words, begin, cursor, typed};
}

std::vector<Completion> completions(const TypedWord& word, const CompletionWords& words, size_t most) {
    using Kind = TypedWord::Kind;
    if (word.kind == Kind::words) return of_words(word, words, most);
    Gatherer gatherer(word.typed, word.begin, NameMatch::inside);
    if (word.kind == Kind::wildcard) gatherer.add(Completion::Kind::wildcard, words.wildcards);
    if (word.kind == Kind::embedding || word.kind == Kind::any_name) gatherer.add(Completion::Kind::embedding, words.embeddings);
    if (word.kind == Kind::lora || word.kind == Kind::any_name) gatherer.add(Completion::Kind::lora, words.loras);
    if (word.kind == Kind::style || word.kind == Kind::any_name) gatherer.add(Completion::Kind::style, words.styles);
    if (word.kind == Kind::any_name) gatherer.add(Completion::Kind::part, words.parts);
    return gatherer.best(most);
}

QString part_between(const QString& before, const QString& part, const QString& behind) {
    const QStringView last = QStringView(before).trimmed();
    const bool follows = !last.isEmpty() && !QStringLiteral(",([{|<:").contains(last.back()) && !before.endsWith('\n');
    const QString head = follows                                                         ? QStringLiteral(", ")
                         : !last.isEmpty() && last.back() == ',' && before.endsWith(',') ? QStringLiteral(" ")
                                                                                         : QString();
    return head + part + (behind.trimmed().isEmpty() ? QString() : separator(behind, 0));
}

QString tag_as_words(const QString& tag, bool weighed) {
    // Which A1111's tag completion leaves alone (javascript/tagAutocomplete.js, "underscores that should not be replaced").
    static const std::array emoticons{"0_0", "(o)_(o)", "+_+", "+_-", "._.", "<o>_<o>", "<|>_<|>", "=_=", ">_<",  "3_3",
                                      "6_9", ">_o",     "@_@", "^_^", "o_o", "u_u",     "x_x",     "|_|", "||_||"};
    QString words = tag;
    if (std::find(emoticons.begin(), emoticons.end(), tag) == emoticons.end()) words.replace('_', ' ');
    if (weighed) {
        static const QRegularExpression bracket(R"(([()\[\]]))");
        words.replace('\\', QLatin1String("\\\\")).replace(bracket, QStringLiteral("\\\\1"));
    }
    return words;
}

Replacement replacement(const QString& text, const TypedWord& word, const Completion& chosen, bool weighed) {
    Replacement made{word.kind == TypedWord::Kind::words ? chosen.begin : word.begin, word.end, {}};
    switch (chosen.kind) {
        case Completion::Kind::style:
            return made;
        case Completion::Kind::lora:
            made.with = QStringLiteral("<lora:%1:1>").arg(chosen.value);
            if (made.end == text.size() || !text[made.end].isSpace()) made.with += ' ';
            return made;
        case Completion::Kind::tag:
            made.with = tag_as_words(chosen.value, weighed);
            break;
        case Completion::Kind::embedding:
            made.with = (word.kind == TypedWord::Kind::embedding ? QStringLiteral("embedding:") : QString()) + chosen.value;
            break;
        case Completion::Kind::part:
        case Completion::Kind::wildcard:
            made.with = chosen.value;
            break;
    }
    made.with += separator(text, made.end);
    return made;
}

}  // namespace imagelab
