// Token ids against transformers 5.23's CLIPTokenizer (tests/reference/tokens.py, token_folders.py): all equal.
#include "core/tokenizers/clip_bpe.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "tests/build_paths.h"
#include "tests/support/golden_dir.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using Json = nlohmann::json;
using Ids = std::vector<int>;

const fs::path source = IMAGELAB_SOURCE_DIR;

ClipTokenizer sdxl(bool second) {
    return ClipTokenizer(ClipVocabulary::sdxl(source / "resources/vocabularies/clip/merges.txt", second).value());
}

TEST(ClipTokenizer, EqualsTransformersOn2000Strings) {
    const Json entries = Json::parse(read_text_file(test::golden_dir() / "tokens.json"));
    ASSERT_EQ(entries.size(), 2000u);
    for (const bool second : {false, true}) {
        const ClipTokenizer tokenizer = sdxl(second);
        int different = 0;
        for (const Json& entry : entries) {  // text, ids, and those of tokenizer_2 where they differ; without padding
            const std::string text = entry.at(0);
            Ids expected = entry.at(second && entry.size() > 2 ? 2 : 1).get<Ids>();
            expected.resize(77, second ? 0 : 49407);
            EXPECT_EQ(tokenizer.encode_padded(text), expected) << second << " " << entry.at(0).dump(-1, ' ', true);
            different += tokenizer.encode_padded(text) != expected;
        }
        test::expect_parity("token ids: different strings", second ? "tokenizer_2" : "tokenizer", different, 0);
    }
}

TEST(ClipTokenizer, CountsWhatIsCutOff) {
    const ClipTokenizer tokenizer = sdxl(false);
    std::string text;
    for (int i = 0; i < 100; ++i) text += "cat ";
    EXPECT_EQ(tokenizer.count(text), 100u);
    EXPECT_EQ(tokenizer.count(""), 0u);
    const Ids cut = tokenizer.encode_padded(text);
    ASSERT_EQ(cut.size(), 77u);
    EXPECT_EQ(cut.front(), 49406);
    EXPECT_EQ(cut[75], 2368);
    EXPECT_EQ(cut.back(), 49407);
    EXPECT_EQ(tokenizer.encode_padded("cat", 5), (Ids{49406, 2368, 49407, 49407, 49407}));
    EXPECT_THROW(tokenizer.encode_padded("cat", 1), Error);
}

TEST(ClipTokenizer, ReadsBrokenUtf8AsReplacementCharacters) {
    const ClipTokenizer tokenizer = sdxl(false);
    EXPECT_EQ(tokenizer.encode("a\xff z"), tokenizer.encode("a\xef\xbf\xbd z"));
}

TEST(ClipTokenizer, TakesLongWordsInTime) {
    EXPECT_GT(sdxl(false).count(std::string(200'000, 'a')), 1000u);
}

// A folder with the small model's vocabulary and what an entry of token_folders.json says about special tokens.
class Folder {
  public:
    Folder(const std::string& name, const Json& files)
        : path_(fs::temp_directory_path() / ("imagelab_" + std::to_string(::getpid()) + "_" + name)) {
        fs::create_directories(path_);
        for (const auto& [file, content] : files.items()) {
            const std::string text = content.is_string() ? content.get<std::string>() : content.dump();
            write_file_atomically(path_ / file, text.data(), text.size());
        }
    }
    ~Folder() { fs::remove_all(path_); }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

Json vocabulary_files() {
    return {{"vocab.json", read_text_file(test::golden_dir() / "h16/tokenizer/vocab.json")},
            {"merges.txt", read_text_file(test::golden_dir() / "h16/tokenizer/merges.txt")}};
}

TEST(ClipTokenizer, ReadsFoldersAsTransformersDoes) {
    const Json entries = Json::parse(read_text_file(test::golden_dir() / "token_folders.json"));
    ASSERT_GE(entries.size(), 9u);
    for (const Json& entry : entries) {
        const std::string name = entry.at("name");
        Json files = entry.at("files");
        if (!files.contains("tokenizer.json")) files.update(vocabulary_files());
        const Folder folder(name, files);
        const auto tokenizer = ClipTokenizer::open(folder.path());
        ASSERT_TRUE(tokenizer.ok()) << name << ": " << tokenizer.error();
        for (const Json& example : entry.at("examples")) {
            const Ids expected = example.at(1).get<Ids>();
            EXPECT_EQ(tokenizer->encode_padded(example.at(0).get<std::string>(), expected.size()), expected)
                << name << " " << example.at(0);
        }
    }
}

TEST(ClipTokenizer, SaysWhatIsWrongWithAFolder) {
    const auto message = [](const std::string& name, const Json& changes) {
        Json files = vocabulary_files();
        files.merge_patch(changes);
        const auto tokenizer = ClipTokenizer::open(Folder(name, files).path());
        return tokenizer.ok() ? "" : tokenizer.error();
    };
    EXPECT_EQ(message("good", Json::object()), "");
    EXPECT_NE(message("no_vocabulary", {{"vocab.json", nullptr}}).find("vocab.json"), std::string::npos);
    EXPECT_NE(message("cut_vocabulary", {{"vocab.json", "{\"a\": 1"}}).find("vocab.json"), std::string::npos);
    EXPECT_NE(message("foreign_merge", {{"merges.txt", "#version: 0.2\nnever seen\n"}}).find("never"), std::string::npos);
    EXPECT_NE(message("broken_merge", {{"merges.txt", "i n\nthree are many\n"}}).find("line"), std::string::npos);
    EXPECT_NE(message("stripping", {{"tokenizer_config.json", R"({"bos_token": {"content": "<s>", "lstrip": true}})"}}).find("lstrip"),
              std::string::npos);
}

}  // namespace
}  // namespace imagelab
