#include "core/base/json_reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using nlohmann::json;

TEST(JsonReader, ReadsWhatTheLibraryReads) {
    for (const char* text :
         {"null", "-3", "1.5e3", "\"\\u00e9\"", "[]", "{}", "[[],{},[1,[2]]]", R"({"a":{"b":[1,{"c":null}],"d":"x"},"e":true})",
          "\xEF\xBB\xBF[1]", R"({"a":[1],"b":{"a":[2]}})", "18446744073709551615"}) {
        const auto read = read_json(text);
        ASSERT_TRUE(read.ok()) << text << ": " << read.error();
        EXPECT_EQ(*read, json::parse(text)) << text;
    }
    EXPECT_EQ(read_json(R"({"a":[1,2],"a":{"b":1},"a":3})").value(), json({{"a", 3}}));
}

TEST(JsonReader, SaysWhereItIsNoJson) {
    EXPECT_TRUE(read_json("{\"a\": tru}").error().starts_with("it is not valid JSON (byte 10: syntax error"))
        << read_json("{\"a\": tru}").error();
    for (const char* text : {"", " ", "[1,]", "{\"a\"}", "[1] 2", "\"\xff\"", "1e999", "nan", "[", "{\"a\":"})
        EXPECT_FALSE(read_json(text)) << text;
}

TEST(JsonReader, IsBounded) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(read_json(deep).error(), "it nests deeper than 128 levels");
    EXPECT_EQ(read_json(deep.substr(0, 100'000)).error(), "it nests deeper than 128 levels");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    EXPECT_EQ(read_json(objects).error(), "it nests deeper than 128 levels");
    EXPECT_TRUE(read_json(std::string(128, '[') + std::string(128, ']')));
    EXPECT_EQ(read_json("[1,2,3]", {.values = 3}).error(), "it holds more than 3 values");
    EXPECT_TRUE(read_json("[1,2,3]", {.values = 4}));
    EXPECT_EQ(read_json("[1,2,3]", {.bytes = 6}).error(), "it has more than 6 bytes");
}

class ReadFile : public ::testing::Test {
  protected:
    test::TempFolder dir_;
    std::filesystem::path path(const char* name) const { return dir_.path() / name; }
};

TEST_F(ReadFile, ReadsAWholeFileUpToItsLimit) {
    for (const size_t size : {0, 1, 4095, 4096, 4097, 100'000}) {
        const std::string text(size, 'x');
        write_file_atomically(path("file"), text.data(), text.size());
        EXPECT_EQ(read_regular_file(path("file"), 100'000).value(), text);
        EXPECT_EQ(read_text_file(path("file")), text);
    }
    EXPECT_EQ(read_regular_file(path("file"), 99'999).error(),
              "could not read " + path("file").string() + ": it has more than the 99999 bytes that such a file may have");
    EXPECT_FALSE(read_regular_file("/proc/self/maps", 10));
    EXPECT_FALSE(read_regular_file("/proc/self/maps").value().empty());
}

TEST_F(ReadFile, OpensNothingButRegularFiles) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    const std::string before = "could not read ";
    EXPECT_EQ(read_regular_file(path("pipe")).error(), before + path("pipe").string() + ": it is a pipe, expected a file");
    EXPECT_EQ(read_regular_file("/dev/zero").error(), before + "/dev/zero: it is a device, expected a file");
    EXPECT_EQ(read_regular_file(dir_.path()).error(), before + dir_.path().string() + ": it is a folder, expected a file");
    EXPECT_EQ(read_regular_file(path("none")).error(), before + path("none").string() + ": No such file or directory");
    EXPECT_THROW(read_text_file(path("pipe")), Error);
    EXPECT_FALSE(check_regular_file(path("pipe")));
    EXPECT_FALSE(sha256_of_file(path("pipe"), {}));
    EXPECT_FALSE(fingerprint_of_file(path("pipe")));
    EXPECT_EQ(read_json_file(path("pipe")).error(), before + path("pipe").string() + ": it is a pipe, expected a file");
}

TEST_F(ReadFile, AJsonFileIsNamedInItsFailure) {
    write_file_atomically(path("a.json"), "[[", 2);
    EXPECT_TRUE(read_json_file(path("a.json")).error().starts_with(path("a.json").string() + ": it is not valid JSON (byte 3"));
    write_file_atomically(path("a.json"), "[1]", 3);
    EXPECT_EQ(read_json_file(path("a.json")).value(), json({1}));
}

TEST_F(ReadFile, AStreamIsBoundedToo) {
    std::istringstream in(std::string(200'000, 'x'));
    EXPECT_EQ(read_stream(in, "standard input", 200'000).value().size(), 200'000u);
    std::istringstream more(std::string(200'000, 'x'));
    EXPECT_EQ(read_stream(more, "standard input", 199'999).error(), "standard input holds more than 199999 bytes");
}

}  // namespace
}  // namespace imagelab
