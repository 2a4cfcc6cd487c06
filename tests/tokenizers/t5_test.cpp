// T5's tokenizer against transformers' (tests/reference/t5_tokens.py).
#include "core/tokenizers/t5.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/families/pixart/pixart_model.h"
#include "tests/support/golden_dir.h"

namespace imagelab {
namespace {

using Json = nlohmann::json;
using Ids = std::vector<int>;

TEST(T5Tokenizer, GivesTheIdsOfTransformers) {
    const auto tokenizer = T5Tokenizer::published();
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error();
    EXPECT_EQ(tokenizer->size(), 32100);
    const Json entries = Json::parse(read_text_file(test::golden_dir() / "t5_tokens.json"));
    ASSERT_EQ(entries.size(), 1000u);
    size_t cut = 0;
    for (const Json& entry : entries) {
        const Ids expected = entry.at(1).get<Ids>();
        EXPECT_EQ(tokenizer->encode_ended(plain_caption(entry.at(0).get<std::string>()), 300), expected) << entry.at(0);
        cut += expected.size() == 300;
    }
    EXPECT_GT(cut, 0u);
}

TEST(T5Tokenizer, EndsEveryText) {
    const auto tokenizer = T5Tokenizer::published();
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error();
    EXPECT_EQ(tokenizer->encode_ended("", 300), Ids{T5Tokenizer::end});
    EXPECT_EQ(tokenizer->encode_ended("a house", 1), Ids{T5Tokenizer::end});
    const Ids whole = tokenizer->encode_ended("a house by the sea", 300), some = tokenizer->encode_ended("a house by the sea", 4);
    EXPECT_EQ(some.size(), 4u);
    EXPECT_EQ(Ids(whole.begin(), whole.begin() + 3), Ids(some.begin(), some.begin() + 3));
    EXPECT_EQ(tokenizer->count("a house by the sea") + 1, whole.size());
}

TEST(T5Tokenizer, SaysWhatIsWrongWithAFolder) {
    const auto missing = T5Tokenizer::open(test::golden_dir() / "h16/tokenizer");
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().find("spiece.model"), std::string::npos) << missing.error();
}

TEST(PlainCaption, IsAsPythonLowersAndStrips) {
    EXPECT_EQ(plain_caption("  A Small HOUSE \n"), "a small house");
    EXPECT_EQ(plain_caption("\u3000\u0130\u03a3\u0391\u03a3\u00a0"), "i\u0307\u03c3\u03b1\u03c2");
    EXPECT_EQ(plain_caption(" \t "), "");
}

}  // namespace
}  // namespace imagelab
