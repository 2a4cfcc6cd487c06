#include "core/families/prompt_notes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/families/prompt_weights.h"

namespace imagelab {
namespace {

// A token for each run of letters, and for each byte beyond ASCII three bytes long.
PromptReader reader(int tokens, int marks = 2, bool weighs = true) {
    return {tokens, marks, weighs, [](const std::string& text) {
                size_t count = 0;
                bool inside = false;
                for (const char c : text) {
                    const auto byte = static_cast<unsigned char>(c);
                    count += byte >= 0xe0 || (!inside && byte > ' ' && byte < 0x80);
                    inside = byte > ' ' && byte < 0x80;
                }
                return count;
            }};
}

Request request(const std::string& prompt) {
    Request one;
    one.prompt = prompt;
    return one;
}

TEST(PromptNotes, WordsBehindTheLastTokenAreNamed) {
    EXPECT_EQ(unread_words(reader(6), "one two three four", true), "");
    EXPECT_EQ(unread_words(reader(6), "one two three four five, six", true), "five, six");
    EXPECT_EQ(unread_words(reader(6), "one (two:1.2) three four [five]", true), "five") << "without the brackets";
    EXPECT_EQ(unread_words(reader(6), "一二三四五六", true), "五六") << "a text without spaces is cut between its characters";
    EXPECT_EQ(unread_words(reader(2), "one", true), "one");
    const auto notes = prompt_notes(request("one two three four five six"), reader(6));
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_EQ(notes[0], "the prompt has 6 tokens and the model reads 4; not read: \"five six\"");
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += "word ";
    EXPECT_LT(prompt_notes(request(many), reader(77))[0].size(), 300u);
}

TEST(PromptNotes, AModelThatReadsInChunksReadsAll) {
    PromptReader chunked = reader(6);
    chunked.chunks = [](const std::string& prompt, bool) { return std::vector<size_t>(prompt.size() / 4, 4); };
    EXPECT_EQ(unread_words(chunked, "one two three four five, six", true), "");
    EXPECT_EQ(prompt_notes(request("one two three four five BREAK six"), chunked), std::vector<std::string>{});
    EXPECT_EQ(prompt_tokens(reader(6), "one [two three:four:0.5] AND five", true), 3u) << "the longest that is read at a time";
    EXPECT_EQ(prompt_chunks(chunked, "12345678<lora:ink:1>", true).size(), 2u) << "tags are none of its words";
    EXPECT_EQ(prompt_chunks(reader(6), "one two", true), std::vector<size_t>{2}) << "the one it reads";
}

// Chunks of four words, which BREAK ends early.
PromptReader in_fours() {
    PromptReader chunked = reader(6);
    chunked.chunks = [count = chunked.count](const std::string& prompt, bool weighted) {
        std::vector<size_t> chunks{0};
        std::istringstream words(weighted ? without_weights(prompt) : prompt);
        for (std::string word; words >> word;) {
            if (chunks.back() == 4) chunks.push_back(0);
            chunks.back() += count(word);
        }
        return chunks;
    };
    return chunked;
}

TEST(PromptNotes, TheWordsThatBeginAChunkAreFound) {
    const auto begins = [](const std::string& prompt, bool weighted = true) {
        std::vector<std::string> words;
        for (const size_t at : chunk_starts(in_fours(), prompt, weighted)) words.push_back(prompt.substr(at));
        return words;
    };
    using Words = std::vector<std::string>;
    EXPECT_EQ(begins("one two three four"), Words{});
    EXPECT_EQ(begins("one two three four five six"), Words{"five six"});
    EXPECT_EQ(begins("a b c d e f g h i"), (Words{"e f g h i", "i"}));
    EXPECT_EQ(begins("one (two three:1.3)  [four] (five:0.5)"), Words{"(five:0.5)"}) << "weights are none of its words";
    EXPECT_EQ(begins("one two <lora:long name:0.5> three four\nfive"), Words{"five"}) << "nor are LoRAs";
    EXPECT_EQ(begins("one two three four <lora:x:1> five"), Words{"five"});
    EXPECT_EQ(begins("一二三四五"), Words{}) << "one word of the test's chunks";
    EXPECT_EQ(begins("one two three four [five:six:0.5]"), Words{}) << "its text changes between steps";
    EXPECT_EQ(begins("one two three four five AND six"), Words{}) << "there are two texts";
    EXPECT_EQ(chunk_starts(reader(6), "one two three four five", true), std::vector<size_t>{}) << "it reads no chunks";
}

TEST(PromptNotes, BothPromptsAndTheModelsOwnWays) {
    Request both = request("a BREAK b");
    both.negative_prompt = "c AND d";
    EXPECT_EQ(prompt_notes(both, reader(77)),
              (std::vector<std::string>{"the prompt: BREAK is read as a word: this model reads a prompt whole",
                                        "the negative prompt: AND is read as a word: a negative prompt is always one"}));
    both.guidance = 1;
    EXPECT_EQ(prompt_notes(both, reader(77)).size(), 1u) << "without guidance no negative prompt is read anyway";
    EXPECT_EQ(prompt_notes(request("a (red:1.3) apple"), reader(77)).size(), 0u);
    EXPECT_EQ(prompt_notes(request("a (red:1.3) apple"), reader(300, 1, false)),
              std::vector<std::string>{"the prompt: (red:1.3) is read as plain words: this model knows no weights"});
    EXPECT_EQ(prompt_notes(request("a BREAK b"), {}).size(), 1u) << "a tokenizer that cannot be read";
    EXPECT_EQ(joined_notes({"a", "b"}), "a; b");
}

}  // namespace
}  // namespace imagelab
