// Tags of pictures by a tagger that people bring: its list, how it sees a picture, prompts, captions, and the gallery.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/read_file.h"
#include "core/jobs/tagging.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/planted_tagger.h"
#include "tests/support/run_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class TaggerJobs : public JobFixture {
  protected:
    void SetUp() override { ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    fs::path put_tagger() const { return test::put_tagger(folder_.path()); }
    fs::path picture(const char* name, int red, int green, int blue, int width = 8, int height = 8) const {
        RgbImage image{width, height, {}};
        for (int i = 0; i < width * height; ++i)
            for (const int value : {red, green, blue}) image.pixels.push_back(static_cast<uint8_t>(value));
        write_png(folder_ / name, image, {{"parameters", "a picture\nSteps: 1, Sampler: Euler, CFG scale: 1, Seed: 1, Size: 8x8"}});
        return folder_ / name;
    }
    std::vector<FoundTag> tags(const fs::path& file, const TagWish& wish = {}) const {
        const auto files = open_tagger(put_tagger());
        EXPECT_TRUE(files) << files.error();
        return Tagger(*test_devices().front(), *files).found(*read_picture(file), wish, {}, CancelToken());
    }
};

TEST_F(TaggerJobs, TagsAreThoseAboveTheirThresholdTheSurestFirst) {
    const auto found = tags(picture("a.png", 230, 128, 100));
    ASSERT_EQ(found.size(), 4u);
    EXPECT_EQ(found[0].name, "miku (robe)");
    EXPECT_EQ(found[0].kind, KnownTag::Kind::character);
    EXPECT_EQ(found[1].name, "^_^") << "a face of signs keeps its underscore";
    EXPECT_NEAR(found[1].score, 230 / 255.0, 0.01);
    EXPECT_EQ(found[2].name, "green, quoted");
    EXPECT_EQ(found[3].name, "blue sky");
    EXPECT_EQ(tags_as_prompt({found[0], found[3]}), "miku \\(robe\\), blue sky");
    EXPECT_EQ(tags_as_caption({found[0], found[3]}), "miku (robe), blue sky");
    EXPECT_EQ(tags(picture("a.png", 200, 128, 100)).size(), 3u) << "a character wants 0.85";
    EXPECT_EQ(tags(picture("a.png", 200, 128, 100), {0.45, 0.7}).size(), 3u);
}

TEST_F(TaggerJobs, ThePictureStandsInAWhiteSquare) {
    const auto found = tags(picture("wide.png", 0, 0, 0, 8, 4));
    ASSERT_EQ(found.size(), 3u) << "half of the square is white";
    for (const FoundTag& tag : found) EXPECT_NEAR(tag.score, 0.5, 0.02);
}

TEST_F(TaggerJobs, WhatIsNoneIsRefusedWithWhatToDo) {
    const auto trouble = [](const fs::path& file) {
        const auto files = open_tagger(file);
        return files ? std::string() : files.error();
    };
    const fs::path tagger = put_tagger(), list = tagger.parent_path() / "selected_tags.csv";
    EXPECT_EQ(trouble(tagger), "");
    write_file(list, "tag_id,name,category,count\n1,a,0,8\n");
    EXPECT_NE(trouble(tagger).find("do not belong together"), std::string::npos);
    write_file(list, "a,b\n");
    EXPECT_NE(trouble(tagger).find("names no columns"), std::string::npos);
    write_file(list, "name,category\nx\n");
    EXPECT_NE(trouble(tagger).find("line 2"), std::string::npos);
    fs::remove(list);
    EXPECT_NE(trouble(tagger).find("selected_tags.csv"), std::string::npos);
    fs::remove_all(folder_ / "models");
    const auto none = tag_pictures([](const auto& use) { use(*test_devices().front()); }, {}, folder_.path(),
                                   [](const Tagged&) { return true; }, CancelToken());
    EXPECT_NE(none.error().find("models/taggers"), std::string::npos) << none.error();
}

TEST_F(TaggerJobs, CommandsWriteCaptionsAndTagsOfTheGallery) {
    put_tagger();
    const fs::path first = picture("first.png", 230, 10, 10), second = picture("second.png", 10, 10, 230);
    write_file(folder_ / "second.txt", "as it was");
    Ran ran = run_program("tags '" + first.string() + "' '" + second.string() + "' --captions --json --device cpu");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto said = nlohmann::json::parse(ran.out);
    EXPECT_EQ(said.at("network"), "wd-vit-tagger-v3");
    EXPECT_EQ(said.at("pictures")[1].at("prompt"), "blue sky");
    EXPECT_EQ(said.at("captions"), 1);
    EXPECT_EQ(read_regular_file(folder_ / "first.txt").value(), "miku (robe), ^_^\n");
    EXPECT_EQ(read_regular_file(folder_ / "second.txt").value(), "as it was");
    auto gallery = Gallery::open(folder_.path());
    ASSERT_TRUE(gallery) << gallery.error();
    ASSERT_TRUE(gallery->add_folder(folder_.path()));
    ASSERT_TRUE(gallery->mark(second, [](Marks& marks) { marks.tags = {"mine"}; }));
    ASSERT_EQ(untagged_pictures(*gallery).value(), std::vector<fs::path>{first});
    // A photograph, which says nothing of itself and is none of the gallery's entries until it has a mark.
    const fs::path photograph = folder_ / "photograph.png";
    write_png(photograph, RgbImage{4, 4, std::vector<uint8_t>(4 * 4 * 3, 250)}, {});
    write_file(folder_ / "no_picture.png", "words");
    ran = run_program("tags --gallery --device cpu");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    GalleryQuery query;
    query.words = "tag:miku";
    auto again = Gallery::open(folder_.path());
    ASSERT_TRUE(again);
    const auto found = again->search(query);
    ASSERT_TRUE(found) << found.error();
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ((std::set{found->front().path, found->back().path}), (std::set{first, photograph}));
    EXPECT_EQ(again->find(second)->marks.tags, std::vector<std::string>{"mine"});
    EXPECT_EQ(untagged_pictures(*again).value(), std::vector<fs::path>{});
    ran = run_program("tags");
    EXPECT_EQ(ran.exit_code, 2);
}

}  // namespace
}  // namespace imagelab::test
