#include "core/request/prompt_syntax.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

std::string said(const std::string& prompt) {
    std::string text;
    for (const std::string& sentence : unread_syntax(prompt, false)) text += (text.empty() ? "" : "\n") + sentence;
    return text;
}

TEST(PromptSyntax, WhatIsNotBuiltIsNamedWithItsFirstExample) {
    EXPECT_EQ(said("a red apple BREAK a star"), "BREAK is read as a word: this model reads a prompt whole");
    EXPECT_EQ(unread_syntax("a red apple BREAK a star", true), std::vector<std::string>{});
    EXPECT_EQ(unread_syntax("a cat AND a dog", true, PromptRole::negative),
              std::vector<std::string>{"AND is read as a word: a negative prompt is always one"});
    EXPECT_EQ(said("a cat AND a dog [a|b] [a:b:3]"), "");
    EXPECT_EQ(said("x <hypernet:ink style:0.8> y"), "<hypernet:ink style:0.8> is read as plain words: no such network is applied");
    EXPECT_EQ(named_embeddings("embedding:easy_neg, (embedding:a.pt:1.2) xembedding:b embedding: c"),
              (std::vector<std::string>{"easy_neg", "a"}));
    EXPECT_EQ(unread_syntax("a BREAK b AND [c:d:1] <hypernet:e:1> embedding:f", false, PromptRole::negative).size(), 3u);
    EXPECT_NE(said("<hypernet:" + std::string(300, 'a') + ">").find("aaaa... is read"), std::string::npos) << "long ones are cut";
}

TEST(PromptSyntax, PlainWordsAreNotNamed) {
    for (const std::string prompt :
         {"a cat and a dog", "BREAKFAST, BAND", "[cat]", "[[cat]]", "(cat:1.2)", "[cat: dog]", "\\[a|b\\]", "a < b > c", "<3", "x:y", "",
          "a | b", "take a break", "embedding: x", "[a] | [b]", "<hypernet:>", "<lora:ink:1>", "]|["})
        EXPECT_EQ(said(prompt), "") << prompt;
}

TEST(PromptSyntax, ManyOpenBracketsTakeNoTime) {
    EXPECT_EQ(said(std::string(200'000, '<')), "");
    std::string networks;
    for (int i = 0; i < 50'000; ++i) networks += "<hypernet:";
    EXPECT_EQ(said(networks), "");
    EXPECT_EQ(first_weight(std::string(200'000, '(')), "");
}

TEST(PromptSyntax, WeightsAreFound) {
    EXPECT_EQ(first_weight("a (red:1.3) apple"), "(red:1.3)");
    EXPECT_EQ(first_weight("a ((red) apple: 0.8 )"), "");
    EXPECT_EQ(first_weight("(a) (b:c) \\(d:1.2\\)"), "");
}

}  // namespace
}  // namespace imagelab
