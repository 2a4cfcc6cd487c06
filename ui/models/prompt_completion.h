#pragma once
// What the word at the cursor of a prompt may become: tags, LoRAs, textual inversions, wildcards, styles, saved parts. Plain functions,
// tested without a window.
#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

#include "core/prompts/tag_lists.h"

namespace imagelab {

// What is being typed before the cursor.
struct TypedWord {
    // A word or several; behind "<", "<lora:", "<style:", "embedding:", "__".
    enum class Kind { none, words, any_name, lora, style, embedding, wildcard };
    Kind kind = Kind::none;
    int begin = 0, end = 0;  // with the marks; a mark that closes it behind the cursor is part of it
    QString typed;           // without the marks
};
// None within a word and in numbers; of words from the second character on.
TypedWord typed_word(const QString& text, int cursor);

struct Completion {
    enum class Kind { part, embedding, tag, lora, wildcard, style };
    Kind kind = Kind::tag;
    QString name;    // as it is shown
    QString alias;   // of a tag, where what was typed stands in it
    QString detail;  // what it is; empty: nothing more is known
    QString value;   // as its list, library or file has it; a style's id, a part's text
    TagGroup group = TagGroup::general;
    uint64_t count = 0;  // of a tag; 0: not known
    NameMatch match = NameMatch::none;
    int begin = 0;  // where the words begin that it completes
};

struct CompletionWords {
    struct Named {
        QString name, detail, value;
    };
    std::shared_ptr<const TagLists> tags;
    QStringList loras, embeddings, wildcards;
    std::vector<Named> styles, parts;
};
// At most so many: by match, then parts, textual inversions, tags by their count and styles, then by name. Of several words before the
// cursor as many count as any name has: "a girl with long ha" finds long_hair.
std::vector<Completion> completions(const TypedWord& word, const CompletionWords& words, size_t most = 50);

// What stands in `text` between `begin` and `end` becomes `with`.
struct Replacement {
    int begin = 0, end = 0;
    QString with;
};
// As A1111's tag completion: underscores become blanks but in emoticons, brackets that would weigh (`weighed`) get backslashes, a comma and
// a blank follow where nothing stands that ends the word. A style leaves nothing; a wildcard leaves what was drawn of it.
Replacement replacement(const QString& text, const TypedWord& word, const Completion& chosen, bool weighed);
// A part of a prompt with the commas that part it from what stands before and behind it.
QString part_between(const QString& before, const QString& part, const QString& behind);
QString tag_as_words(const QString& tag, bool weighed);

}  // namespace imagelab
