#include "core/pipelines/output_name.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <regex>

namespace imagelab {
namespace {

namespace fs = std::filesystem;

class OutputName : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    Request request(const std::string& output, int batch = 1) const {
        Request made;
        made.prompt = "A red apple, on a table!";
        made.seed = 7;
        made.batch = batch;
        made.output = output;
        return made;
    }
    fs::path folder_ = fs::temp_directory_path() / ("imagelab_output_" + std::to_string(::getpid()));
};

TEST_F(OutputName, SlugIsWordsOfThePrompt) {
    EXPECT_EQ(prompt_slug("A red apple, on a table!"), "a-red-apple-on-a-table");
    EXPECT_EQ(prompt_slug("../../etc/passwd"), "etc-passwd");
    EXPECT_EQ(prompt_slug("猫\u3000と 犬\u202e"), "猫-と-犬");
    EXPECT_EQ(prompt_slug("..."), "");
    EXPECT_EQ(prompt_slug("\xff"), "");
    EXPECT_LE(prompt_slug(std::string(500, 'x')).size(), 40u);
    std::string cats;
    for (int i = 0; i < 50; ++i) cats += "猫";
    EXPECT_EQ(prompt_slug(cats).size(), 39u);  // whole characters
}

TEST_F(OutputName, FolderNamesAreMadeAndNeverTaken) {
    const std::string folder = folder_.string();
    const auto first = picture_path(request(folder), 0, 0);
    ASSERT_TRUE(first) << first.error();
    EXPECT_TRUE(std::regex_match(first->filename().string(), std::regex(R"(\d{8}-\d{6}_7_a-red-apple-on-a-table\.png)"))) << *first;
    std::ofstream(*first) << "x";
    const auto second = picture_path(request(folder), 0, 0);
    EXPECT_EQ(second->filename().string(), first->stem().string() + "-2.png");
    std::ofstream(*second) << "x";
    EXPECT_EQ(picture_path(request(folder), 0, 0)->filename().string(), first->stem().string() + "-3.png");
    EXPECT_NE(picture_path(request(folder, 2), 1, 0)->filename().string().find("_8_"), std::string::npos);
    EXPECT_EQ(picture_path(request(""), 0, 0)->parent_path(), "output_images");
}

TEST_F(OutputName, FileNamesAreKeptAndNumberedInABatch) {
    EXPECT_EQ(*picture_path(request("a/cat.png"), 0, 0), "a/cat.png");
    EXPECT_EQ(*picture_path(request("cat.PNG"), 0, 0), "cat.PNG");
    EXPECT_EQ(*picture_path(request("a/cat.png", 3), 2, 0), "a/cat-3.png");
    EXPECT_EQ(output_place("models/v1.5")->folder, "models/v1.5");
    EXPECT_EQ(output_place("x.jpg/")->file, "");
    fs::create_directories(folder_ / "run.png");
    EXPECT_EQ(output_place((folder_ / "run.png").string())->file, "");
    EXPECT_NE(output_place("cat.gif").error().find("not as .gif"), std::string::npos);
}

TEST_F(OutputName, TheFolderIsCreatedAndProved) {
    const fs::path deep = folder_ / "new" / "deep";
    EXPECT_TRUE(prepare_output(request(deep.string() + "/")));
    EXPECT_TRUE(fs::is_directory(deep));
    EXPECT_TRUE(fs::is_empty(deep));
    EXPECT_TRUE(prepare_output(request((folder_ / "other" / "cat.png").string())));
    EXPECT_TRUE(fs::is_directory(folder_ / "other"));
}

TEST_F(OutputName, AFolderThatCannotBeIsAnErrorBeforehand) {
    std::ofstream(folder_ / "file") << "x";
    const auto blocked = prepare_output(request((folder_ / "file").string() + "/sub/"));
    ASSERT_FALSE(blocked);
    EXPECT_NE(blocked.error().find("cannot create the output folder"), std::string::npos);
    EXPECT_FALSE(prepare_output(request("/proc/imagelab/")));
    EXPECT_FALSE(prepare_output(request("/proc/")));
}

TEST_F(OutputName, PatternsNameFiles) {
    Request r = request(folder_.string());
    r.model = "/models/Juggernaut XL.safetensors", r.steps = 12, r.guidance = 7.5, r.width = 640, r.height = 512;
    r.style.profiles = {{"pencil-sketch", 1}};
    const auto name = [&](const char* pattern) {
        r.output_name = pattern;
        const auto path = picture_path(r, 1, 0);
        return path ? path->filename().string() : path.error();
    };
    EXPECT_EQ(name("{words}_{seed}"), "a-red-apple-on-a-table_8.png");
    EXPECT_EQ(name("{model} {sampler} {steps} {guidance} {width}x{height} {profile}"),
              "juggernaut-xl euler 12 7.5 640x512 pencil-sketch.png");
    EXPECT_EQ(name("my picture"), "my picture.png");
    r.prompt = "...";
    EXPECT_EQ(name("{seed}_{words}"), "8.png") << "no separator is left behind";
    EXPECT_EQ(name("{words}"), "8.png") << "never without a name";
    EXPECT_NE(name("{sed}").find("{seed}"), std::string::npos);
    for (const char* wrong : {"{sed}", "a/b", ".hidden", "{seed"}) {
        EXPECT_FALSE(check_name_pattern(wrong)) << wrong;
        r.output_name = wrong;
        EXPECT_FALSE(prepare_output(r)) << wrong;
    }
    EXPECT_TRUE(check_name_pattern(default_name_pattern));
}

}  // namespace
}  // namespace imagelab
