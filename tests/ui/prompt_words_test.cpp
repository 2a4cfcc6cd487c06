// What a prompt's words may become, which parts of it are coloured, and what is pasted: the editor's plain functions.
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/look/wording.h"
#include "ui/models/completion_files.h"
#include "ui/models/pasted_settings.h"
#include "ui/models/prompt_completion.h"
#include "ui/models/prompt_spans.h"
#include "ui/models/saved_prompts.h"

namespace imagelab::test {
namespace {

using Kind = TypedWord::Kind;

// The text with | for the cursor.
TypedWord typed_at(QString text) {
    const auto cursor = text.indexOf('|');
    return typed_word(text.remove(cursor, 1), static_cast<int>(cursor));
}

std::shared_ptr<const TagLists> tags() {
    return std::make_shared<const TagLists>(std::vector<std::pair<std::string, std::string>>{
        {"danbooru.csv",
         "1girl,0,6000000,sole_female\nlong_hair,0,4300000,\nsaber_(fate),4,40000,\nhair_ribbon,0,1200000,\n^_^,0,90000,\ncat,0,1000,\n"}});
}

QStringList names(const QString& text, const CompletionWords& words) {
    QStringList found;
    for (const Completion& one : completions(typed_at(text), words)) found << one.name;
    return found;
}

// The text after the first completion, with | for the cursor.
QString completed(QString text, const CompletionWords& words, bool weighed = true) {
    const TypedWord word = typed_at(text);
    text.remove('|');
    const auto found = completions(word, words);
    if (found.empty()) return {};
    const Replacement made = replacement(text, word, found.front(), weighed);
    return text.left(made.begin) + made.with + '|' + text.mid(made.end);
}

TEST(TypedWords, AreFoundBeforeTheCursor) {
    const auto is = [](const QString& text, Kind kind, const QString& typed) {
        const TypedWord word = typed_at(text);
        EXPECT_EQ(word.kind, kind) << text.toStdString();
        EXPECT_EQ(word.typed, typed) << text.toStdString();
    };
    is("lo|", Kind::words, "lo");
    is("1girl, long ha|", Kind::words, "long ha");
    is("(red:1.2), (lo|:1.1)", Kind::words, "lo");
    is("saber \\(fa|", Kind::words, "saber \\(fa");
    is("l|", Kind::none, "");
    is("|", Kind::none, "");
    is("long |", Kind::none, "");
    is("lo|ng", Kind::none, "");
    is("(red:1.25|", Kind::none, "");
    is("a, <lora:in|", Kind::lora, "in");
    is("<lora:|>", Kind::lora, "");
    is("<lora:ink:0.8|", Kind::none, "ink:0.8");
    is("<lora:ink:1> ca|", Kind::words, "ca");
    is("<|", Kind::any_name, "");
    is("a < b|", Kind::none, "");
    is("<style:no|", Kind::style, "no");
    is("a embedding:ne|", Kind::embedding, "ne");
    is("a __ha|", Kind::wildcard, "ha");
    is("{__ha|__}", Kind::wildcard, "ha");
    is("__hair__|", Kind::none, "hair__");
}

TEST(Completions, TakeAsManyWordsAsANameHas) {
    CompletionWords words;
    words.tags = tags();
    EXPECT_EQ(names("long ha|", words), QStringList{"long_hair"});
    EXPECT_EQ(names("a girl with long ha|", words), QStringList{"long_hair"});
    EXPECT_EQ(names("a girl with ca|", words), QStringList()) << "among words from the third character on";
    EXPECT_EQ(names("a girl with cat|", words), QStringList{"cat"});
    EXPECT_EQ(names("ha|", words), (QStringList{"hair_ribbon", "long_hair"}));
    EXPECT_EQ(names("sole|", words), QStringList{"1girl"});
    EXPECT_EQ(names("saber \\(fa|", words), QStringList{"saber_(fate)"});
    EXPECT_EQ(completed("a girl with long ha|", words), "a girl with long hair, |");
}

TEST(Completions, AreWrittenAsTheModelReadsThem) {
    CompletionWords words;
    words.tags = tags();
    words.embeddings = {"easynegative"};
    words.loras = {"Ink_v1.2"};
    words.parts = {{"light", "soft light, rim light", "soft light, rim light"}};
    EXPECT_EQ(completed("long|", words), "long hair, |");
    EXPECT_EQ(completed("(long|:1.2)", words), "(long hair|:1.2)");
    EXPECT_EQ(completed("long|, cat", words), "long hair|, cat");
    EXPECT_EQ(completed("long| cat", words), "long hair,| cat");
    EXPECT_EQ(completed("saber|", words), "saber \\(fate\\), |");
    EXPECT_EQ(completed("saber|", words, false), "saber (fate), |") << "where brackets do not weigh";
    EXPECT_EQ(tag_as_words("^_^", true), "^_^");
    EXPECT_EQ(tag_as_words("\\m/", true), "\\\\m/");
    EXPECT_EQ(completed("easy|", words), "easynegative, |");
    EXPECT_EQ(completed("embedding:ea|", words), "embedding:easynegative, |");
    EXPECT_EQ(completed("a <lora:in|>", words), "a <lora:Ink_v1.2:1> |");
    EXPECT_EQ(completed("<in|", words), "<lora:Ink_v1.2:1> |");
    EXPECT_EQ(completed("lig|", words), "soft light, rim light, |");
    words.styles = {{"Film Noir", "", "noir"}};
    EXPECT_EQ(completed("a cat, noir|", words), "a cat, |") << "a style is no text";
    words.wildcards = {"animals/wild", "hair"};
    EXPECT_EQ(names("__|", words), (QStringList{"animals/wild", "hair"}));
    EXPECT_EQ(names("__wi|", words), QStringList{"animals/wild"});
}

TEST(Completions, PartsGetTheCommasTheyNeed) {
    EXPECT_EQ(part_between("", "x", ""), "x");
    EXPECT_EQ(part_between("a cat", "x", ""), ", x");
    EXPECT_EQ(part_between("a cat,", "x", ", b"), " x");
    EXPECT_EQ(part_between("a cat, ", "x", "b"), "x, ");
    EXPECT_EQ(part_between("(", "x", ":1.2)"), "x");
}

TEST(Completions, CountsAreShort) {
    application();
    EXPECT_EQ(short_count_text(950), "950");
    EXPECT_EQ(short_count_text(1234), "1.2 k");
    EXPECT_EQ(short_count_text(40'000), "40 k");
    EXPECT_EQ(short_count_text(999'600), "1 M");
    EXPECT_EQ(short_count_text(6'000'000), "6 M");
}

TEST(CompletionFilesTest, ReadsTheDataFolderAndDrawsFromIt) {
    application();
    const TempFolder folder;
    write_file(folder / "tags/mine.txt", "red hat\n");
    write_file(folder / "wildcards/hair.txt", "{long|long} red hair\n");
    write_file(folder / "models/embeddings/EasyNegative.pt", "x");
    CompletionFiles files(folder.path());
    files.refresh_if_begun();
    EXPECT_EQ(files.tags()->size(), 0u);
    files.refresh();
    ASSERT_TRUE(wait_until([&] { return files.tags()->size() == 1; }));
    EXPECT_EQ(files.tag_files(), 1);
    EXPECT_EQ(files.embeddings(), QStringList{"EasyNegative"});
    EXPECT_EQ(files.wildcards(), QStringList{"hair"});
    const auto kept = files.tags();
    write_file(folder / "wildcards/eyes.txt", "blue\n");
    files.refresh_if_begun();
    ASSERT_TRUE(wait_until([&] { return files.wildcards().size() == 2; }));
    EXPECT_EQ(files.tags(), kept) << "what has not changed is not read again";
    EXPECT_EQ(drawn_from_wildcard("hair", folder.path(), 7).value(), "long red hair");
    EXPECT_FALSE(drawn_from_wildcard("nowhere", folder.path(), 7));
}

// What is coloured, as "kind:text".
QStringList coloured(const QString& text, const PromptRules& rules = {}) {
    static const char* const kinds[] = {"weight", "edit", "keyword", "network", "unmatched"};
    QStringList found;
    for (const PromptSpan& span : prompt_spans(text, rules))
        found << QStringLiteral("%1:%2").arg(QLatin1String(kinds[static_cast<int>(span.kind)]), text.mid(span.begin, span.length));
    found.sort();
    return found;
}

TEST(PromptSpans, AreWhatTheModelReadsAsMoreThanWords) {
    EXPECT_EQ(coloured("a (red:1.2) hat"), (QStringList{"weight:(", "weight::1.2)"}));
    EXPECT_EQ(coloured("((red))"), (QStringList{"weight:((", "weight:))"}));
    EXPECT_EQ(coloured("[fog]"), (QStringList{"weight:[", "weight:]"}));
    EXPECT_EQ(coloured("\\(fate\\) a:b"), QStringList());
    EXPECT_EQ(coloured("[cat:dog:0.5]"), (QStringList{"edit::", "edit::", "edit:[", "edit:]"}));
    EXPECT_EQ(coloured("[a|b]"), (QStringList{"edit:[", "edit:]", "edit:|"}));
    EXPECT_EQ(coloured("[cat:dog]"), (QStringList{"weight:[", "weight:]"})) << "no number: it weighs";
    EXPECT_EQ(coloured("a BREAK b AND c BREAKFAST"), (QStringList{"keyword:AND", "keyword:BREAK"}));
    EXPECT_EQ(coloured("<lora:a (b):1> x"), QStringList{"network:<lora:a (b):1>"});
    EXPECT_EQ(coloured("(red"), QStringList{"unmatched:("});
    EXPECT_EQ(coloured("red)]"), QStringList{"unmatched:)]"});
    EXPECT_EQ(coloured(QString(100'000, '(')), QStringList());
    PromptRules negative;
    negative.wanted = false;
    EXPECT_EQ(coloured("<lora:a:1> AND b", negative), QStringList());
    PromptRules words;
    words.marked = false;
    EXPECT_EQ(coloured("(red:1.2) BREAK <lora:a:1>", words), QStringList{"network:<lora:a:1>"});
    PromptRules t5;
    t5.weighs = t5.chunks = false;
    EXPECT_EQ(coloured("(red:1.2) BREAK [a|b]", t5), (QStringList{"edit:[", "edit:]", "edit:|"}));
    PromptRules named;
    named.names = {"easy", "EasyNegative"};
    EXPECT_EQ(coloured("a easynegative, embedding:easy, uneasy", named), (QStringList{"network:easynegative", "network:embedding:easy"}));
}

TEST(PromptSpans, ABracketKnowsItsOther) {
    const QString text = "a ([b] c) d";
    EXPECT_EQ(bracket_pair_at(text, 3, {}), std::pair(2, 8)) << "the one before the cursor first";
    EXPECT_EQ(bracket_pair_at(text, 9, {}), std::pair(2, 8));
    EXPECT_EQ(bracket_pair_at(text, 6, {}), std::pair(3, 5));
    EXPECT_EQ(bracket_pair_at(text, 0, {}), std::nullopt);
    EXPECT_EQ(bracket_pair_at("(a", 1, {}), std::nullopt);
}

TEST(PastedSettings, AreToldFromPrompts) {
    const QString whole = "a boat\nNegative prompt: fog\nSteps: 31, Sampler: Euler a, CFG scale: 6, Seed: 5, Size: 512x768";
    EXPECT_TRUE(holds_settings(whole));
    EXPECT_TRUE(holds_settings("a boat\nNegative prompt: fog"));
    EXPECT_FALSE(holds_settings("a boat, Steps: going down"));
    EXPECT_FALSE(holds_settings("a boat: 3, b: 4"));
    Request mine;
    mine.prompt = "mine", mine.steps = 9;
    const Restored all = with_pasted_settings(mine, whole, {});
    EXPECT_EQ(all.request.prompt, "a boat");
    EXPECT_EQ(all.request.negative_prompt, "fog");
    EXPECT_EQ(all.request.steps, 31);
    EXPECT_EQ(all.request.height, 768);
    const Restored two = with_pasted_settings(mine, "a boat\nNegative prompt: fog", {});
    EXPECT_EQ(two.request.prompt, "a boat");
    EXPECT_EQ(two.request.negative_prompt, "fog");
    EXPECT_EQ(two.request.steps, 9) << "no settings were there";
    EXPECT_EQ(with_pasted_settings(mine, "Negative prompt: fog", {}).request.prompt, "mine");
}

TEST(SavedParts, AreKeptAndJoinAPrompt) {
    const TempFolder folder;
    const std::vector<SavedPrompt> saved{{.name = "Light", .prompt = "soft light", .negative = {}, .part = true},
                                         {"Boat", "a boat", "fog"}};
    EXPECT_EQ(write_saved_prompts(folder / "prompts.json", saved), "");
    const auto read = read_saved_prompts(folder / "prompts.json");
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[1], saved[0]) << "by name";
    Request mine;
    mine.prompt = "a cat", mine.negative_prompt = "x";
    EXPECT_EQ(with_saved(mine, saved[0]).prompt, "a cat, soft light");
    EXPECT_EQ(with_saved(mine, saved[0]).negative_prompt, "x");
}

}  // namespace
}  // namespace imagelab::test
#endif
