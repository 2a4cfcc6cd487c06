// Texts that are written without spaces, emoji, and parts of words.
#include <gtest/gtest.h>

#include "core/gallery/gallery.h"
#include "core/gallery/gallery_index.h"
#include "core/gallery/gallery_words.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using Names = std::vector<std::string>;

class GallerySearch : public testing::Test {
  protected:
    void put(const Database& index, const std::string& name, const std::string& prompt, std::vector<std::string> tags = {}) {
        ReadPicture picture;
        picture.entry.path = "/pictures/" + name + ".png";
        picture.entry.made = ++made_;
        picture.entry.width = picture.entry.height = 64;
        picture.entry.format = "png";
        picture.entry.program = "Image Lab";
        picture.entry.prompt = prompt;
        picture.entry.model = "m";
        picture.entry.marks.tags = std::move(tags);
        picture.state = {1, made_, made_ * 1'000'000'000, 10, 0};
        picture.fingerprint = name;
        put_picture(index, picture);
    }
    Database index() const {
        auto opened = Database::open(folder_ / "gallery.sqlite", gallery_schema);
        if (!opened) throw Error(opened.error());
        return std::move(*opened);
    }
    void fill() {
        const Database written = index();
        put(written, "zh", "一只猫在屋顶上, detailed");
        put(written, "ja", "青い湯沸かし。猫");
        put(written, "emoji", "🐱 cat ❤️ house");
        put(written, "ko", "고양이가 지붕 위에");
        put(written, "th", "แมวบนหลังคา");
        put(written, "en", "a lighthouse at night, Café", {"to print 猫"});
    }
    Names find(const std::string& words, const GalleryQuery& others = {}) const {
        auto gallery = Gallery::open(folder_.path());
        if (!gallery) throw Error(gallery.error());
        GalleryQuery query = others;
        query.words = words;
        const auto entries = gallery->search(query);
        if (!entries) throw Error(entries.error());
        Names names;
        for (const GalleryEntry& entry : *entries) names.push_back(entry.path.stem().string());
        EXPECT_EQ(*gallery->count(query), static_cast<int64_t>(names.size())) << words;
        return names;
    }
    test::TempFolder folder_;
    int64_t made_ = 1'700'000'000;
};

TEST_F(GallerySearch, TextWithoutSpacesIsFoundByItsParts) {
    fill();
    EXPECT_EQ(find("猫"), (Names{"en", "ja", "zh"})) << "prompts and tags, the newest first";
    EXPECT_EQ(find("屋顶"), Names{"zh"});
    EXPECT_EQ(find("顶屋"), Names{}) << "in this order";
    EXPECT_EQ(find("一只猫在屋顶上"), Names{"zh"});
    EXPECT_EQ(find("湯沸かし"), Names{"ja"});
    EXPECT_EQ(find("し猫"), Names{}) << "something stands between";
    EXPECT_EQ(find("고양이"), Names{"ko"});
    EXPECT_EQ(find("หลังคา"), Names{"th"});
    EXPECT_EQ(find("🐱"), Names{"emoji"});
    EXPECT_EQ(find("❤"), Names{"emoji"}) << "with its selector or without";
    EXPECT_EQ(find("❤️"), Names{"emoji"});
    EXPECT_EQ(find("猫 detailed"), Names{"zh"});
    EXPECT_EQ(find("🐱cat"), Names{"emoji"});
    EXPECT_EQ(find("猫*"), (Names{"en", "ja", "zh"}));
    EXPECT_EQ(find("狗"), Names{});
    GalleryQuery sorted;
    sorted.sort = GallerySort::name;
    sorted.folder = "/pictures";
    EXPECT_EQ(find("猫", sorted), (Names{"en", "ja", "zh"}));
}

TEST_F(GallerySearch, PartsOfWordsBehindAStar) {
    fill();
    EXPECT_EQ(find("*house"), (Names{"en", "emoji"}));
    EXPECT_EQ(find("*ghthou*"), Names{"en"});
    EXPECT_EQ(find("house"), Names{"emoji"}) << "a whole word without it";
    EXPECT_EQ(find("light*"), Names{"en"});
    EXPECT_EQ(find("*afé"), Names{"en"});
    EXPECT_EQ(find("*zzz"), Names{});
    EXPECT_EQ(find("*"), (Names{"en", "th", "ko", "emoji", "ja", "zh"})) << "nothing but a star says nothing";
    EXPECT_EQ(find("\"*ho'us"), Names{}) << "odd signs do no harm";
}

TEST_F(GallerySearch, WhatIsRemovedOrChangedIsNotFoundAnyMore) {
    fill();
    {
        const Database written = index();
        made_ = 1'700'000'000;
        put(written, "zh", "一只狗");
        remove_picture(written, 1'700'000'002'000'000);  // ja
    }
    EXPECT_EQ(find("猫"), Names{"en"});
    EXPECT_EQ(find("狗"), Names{"zh"});
}

TEST_F(GallerySearch, AnOlderIndexLearnsIt) {
    {
        const Schema older{gallery_schema.application_id, {gallery_schema.migrations.front()}};
        auto opened = Database::open(folder_ / "gallery.sqlite", older);
        ASSERT_TRUE(opened) << opened.error();
        opened->run(
            "INSERT INTO pictures VALUES (5, '/pictures/old.png', '/pictures', 1, 1, 2, 3, 4, 0, 'f', 5, 64, 64, 'png', 'Image Lab', 'm', "
            "'euler', '', 5, 5.0, 1, 0, 0, '[]')");
        opened->run(
            "INSERT INTO words(rowid, prompt, negative, model, profiles, tags, name, facets) VALUES (5, '一只猫 lighthouse', '', 'm', '', "
            "'', "
            "'old', '')");
    }
    EXPECT_EQ(find("猫"), Names{"old"});
    EXPECT_EQ(find("*house"), Names{"old"});
    EXPECT_EQ(find("猫"), Names{"old"}) << "once";
}

TEST(GalleryWords, AreSpelledWhereNoSpaceStands) {
    EXPECT_EQ(spelled("a cat"), "");
    EXPECT_EQ(spelled("猫"), "u732b");
    EXPECT_EQ(spelled("a 猫屋 🐱"), "u732b u5c4b x u1f431");
    const QueryRuns runs = runs_of("no猫屋x");
    EXPECT_EQ(runs.plain, (Names{"no", "x"}));
    EXPECT_EQ(runs.spelled, Names{"u732b u5c4b"});
    EXPECT_EQ(plain_words("Two, TWO three 猫 x"), (Names{"three", "two"}));
    EXPECT_FALSE(has_letter("—*"));
}

}  // namespace
}  // namespace imagelab
