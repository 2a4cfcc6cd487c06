#include "core/gallery/gallery.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/gallery/gallery_watch.h"
#include "core/gallery/sidecar.h"
#include "core/gallery/thumbnail.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempFolder;

struct Drawn {
    std::string prompt = "a red apple";
    int64_t seed = 1;
    std::string model = "sdxl_base";
    SamplerKind sampler = SamplerKind::euler;
    std::vector<StyleUse> profiles;
    int width = 16;
    PictureFormat format = PictureFormat::png;
};

void draw(const fs::path& path, const Drawn& drawn) {
    Request request;
    request.prompt = drawn.prompt;
    request.seed = drawn.seed;
    request.model = drawn.model;
    request.sampler = drawn.sampler;
    request.style.profiles = drawn.profiles;
    if (!drawn.profiles.empty()) request.style.own_prompt = drawn.prompt;
    request.width = drawn.width;
    request.height = 16;
    fs::create_directories(path.parent_path());
    RgbImage image{drawn.width, 16, std::vector<uint8_t>(static_cast<size_t>(drawn.width) * 48, static_cast<uint8_t>(drawn.seed))};
    write_picture(path, image, picture_texts(request, 0, {drawn.model}), {drawn.format, 95});
}

class Galleries : public testing::Test {
  protected:
    Galleries() { fs::create_directories(pictures_); }

    Gallery open() const {
        auto gallery = Gallery::open(data_);
        if (!gallery) throw Error(gallery.error());
        return std::move(*gallery);
    }
    // Names of what a query finds, newest first.
    static std::vector<std::string> names(const Gallery& gallery, const GalleryQuery& query) {
        std::vector<std::string> found;
        const auto entries = gallery.search(query);
        if (!entries) throw Error(entries.error());
        for (const GalleryEntry& entry : *entries) found.push_back(entry.path.filename().string());
        EXPECT_EQ(static_cast<int64_t>(found.size()), *gallery.count(query));
        return found;
    }
    static GalleryQuery words(const std::string& text) {
        GalleryQuery query;
        query.words = text;
        return query;
    }
    // Everything the index answers, as text.
    static std::string everything(const Gallery& gallery) {
        std::string text;
        const auto entries = gallery.search({});
        for (const GalleryEntry& e : *entries) {
            text += e.path.string() + "|" + e.prompt + "|" + e.model + "|" + e.sampler + "|" + e.profiles + "|" + e.seed.text() + "|" +
                    std::to_string(e.marks.rating) + (e.marks.favourite ? "*" : "") + json(e.marks.tags).dump() + "\n";
        }
        return text;
    }
    fs::path at(const std::string& name) const { return pictures_ / name; }
    void age(const std::string& name, int days) const {
        fs::last_write_time(at(name), fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
    }

    TempFolder folder_;
    fs::path data_ = folder_ / "data", pictures_ = folder_ / "pictures";
};

using Names = std::vector<std::string>;

TEST_F(Galleries, SortsAndCountsWhatItHolds) {
    draw(at("a.png"), {.model = "b model", .profiles = {{"cinematic", 0.5}, {"watercolor"}}, .width = 32});
    draw(at("b.png"), {.seed = 2, .model = "a model", .profiles = {{"watercolor"}}});
    draw(at("c.png"), {.seed = 3, .model = "a model", .width = 24});
    for (const auto& [name, days] : {std::pair("a.png", 3), {"b.png", 2}, {"c.png", 1}}) age(name, days);
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    ASSERT_TRUE(gallery.mark(at("b.png"), [](Marks& marks) { marks = {4, true, {"to print"}}; }));
    const auto sorted = [&](GallerySort sort, const std::string& text) {
        GalleryQuery query = words(text);
        query.sort = sort;
        const auto ids = gallery.ids(query);
        Names found;
        const auto entries = gallery.entries(*ids);
        for (const GalleryEntry& entry : *entries) found.push_back(entry.path.filename().string());
        EXPECT_EQ(found, names(gallery, query)) << "in pages and as a whole";
        return found;
    };
    for (const std::string text : {"", "apple"}) {
        EXPECT_EQ(sorted(GallerySort::newest, text), (Names{"c.png", "b.png", "a.png"}));
        EXPECT_EQ(sorted(GallerySort::oldest, text), (Names{"a.png", "b.png", "c.png"}));
        EXPECT_EQ(sorted(GallerySort::rating, text), (Names{"b.png", "c.png", "a.png"}));
        EXPECT_EQ(sorted(GallerySort::model, text), (Names{"c.png", "b.png", "a.png"}));
        EXPECT_EQ(sorted(GallerySort::name, text), (Names{"a.png", "b.png", "c.png"}));
        EXPECT_EQ(sorted(GallerySort::largest, text), (Names{"a.png", "c.png", "b.png"}));
    }
    const auto facets = gallery.facets();
    ASSERT_TRUE(facets);
    EXPECT_EQ(facets->pictures, 3);
    ASSERT_EQ(facets->models.size(), 2u);
    EXPECT_EQ(facets->models[0].text, "a model");
    EXPECT_EQ(facets->models[0].pictures, 2);
    ASSERT_EQ(facets->profiles.size(), 2u);
    EXPECT_EQ(facets->profiles[0].text, "watercolor") << "each profile by itself, without its weight";
    EXPECT_EQ(facets->profiles[0].pictures, 2);
    ASSERT_EQ(facets->tags.size(), 1u);
    EXPECT_EQ(facets->tags[0].text, "to print");
    EXPECT_EQ(facets->sizes.size(), 3u);

    fs::remove(at("a.png"));
    ASSERT_TRUE(gallery.forget({at("a.png"), at("b.png"), at("never.png")}));
    EXPECT_EQ(names(gallery, {}), (Names{"c.png", "b.png"})) << "b.png is still there";
    EXPECT_TRUE(gallery.entries({12345})->empty());
}

TEST_F(Galleries, FindsByEverythingItKnows) {
    draw(at("a.png"), {.prompt = "a red apple on a table", .model = "juggernautXL_v9", .profiles = {{"cinematic", 0.5}, {"watercolor"}}});
    draw(at("b.jpg"), {.prompt = "Ein grünes KÄTZCHEN", .seed = 2, .sampler = SamplerKind::euler_ancestral, .format = PictureFormat::jpeg});
    draw(at("sub/c.webp"),
         {.prompt = "apple \"pie\" OR NOT (odd)", .seed = 3, .sampler = SamplerKind::dpmpp_2m, .width = 24, .format = PictureFormat::webp});
    age("a.png", 3);
    age("b.jpg", 2);
    age("sub/c.webp", 1);
    Gallery gallery = open();
    const auto report = gallery.add_folder(pictures_);
    ASSERT_TRUE(report) << report.error();
    EXPECT_EQ(report->added, 3);
    EXPECT_EQ(names(gallery, {}), (Names{"c.webp", "b.jpg", "a.png"}));
    EXPECT_EQ(names(gallery, words("apple")), (Names{"c.webp", "a.png"}));
    EXPECT_EQ(names(gallery, words("app* tab*")), Names{"a.png"});
    EXPECT_EQ(names(gallery, words("katzchen")), Names{"b.jpg"}) << "case and accents do not matter";
    EXPECT_EQ(names(gallery, words("pie\" OR NOT (odd) *:")), Names{"c.webp"}) << "nothing a user types is an operator";
    EXPECT_EQ(names(gallery, words("!!! ~ \"")), (Names{"c.webp", "b.jpg", "a.png"}));
    EXPECT_EQ(names(gallery, words("nothing")), Names{});
    GalleryQuery query;
    query.model = "jugger*";
    EXPECT_EQ(names(gallery, query), Names{"a.png"});
    query = {.profile = "watercolor"};
    EXPECT_EQ(names(gallery, query), Names{"a.png"});
    query = {.sampler = "euler"};
    EXPECT_EQ(names(gallery, query), Names{"a.png"}) << "Euler is not Euler a";
    query = {.sampler = "euler_a"};
    EXPECT_EQ(names(gallery, query), Names{"b.jpg"});
    query = {.sampler = "DPM++ 2M"};
    EXPECT_EQ(names(gallery, query), Names{"c.webp"});
    query = {.width = 24, .height = 16};
    EXPECT_EQ(names(gallery, query), Names{"c.webp"});
    query = {.format = "jpeg"};
    EXPECT_EQ(names(gallery, query), Names{"b.jpg"});
    query = {.folder = pictures_ / "sub"};
    EXPECT_EQ(names(gallery, query), Names{"c.webp"});
    query = words("apple");
    query.folder = pictures_ / "sub";
    EXPECT_EQ(names(gallery, query), Names{"c.webp"});
    query = {};
    query.from = std::time(nullptr) - 60 * 3600;
    query.to = std::time(nullptr) - 30 * 3600;
    EXPECT_EQ(names(gallery, query), Names{"b.jpg"});
    query = {.limit = 1, .offset = 1};
    EXPECT_EQ(gallery.search(query)->at(0).path.filename(), "b.jpg");
    EXPECT_EQ(*gallery.count(query), 3);
    const auto entry = gallery.find(at("a.png"));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->profiles, "cinematic:0.5, watercolor");
    EXPECT_EQ(entry->program, "Image Lab");
    EXPECT_EQ(entry->width, 16);
}

TEST_F(Galleries, SearchLeavesOutTakesPhrasesPartsAndColumns) {
    draw(at("a.png"), {.prompt = "a red apple on a table", .model = "pony"});
    draw(at("b.png"), {.prompt = "an apple, a red table, 100% wood", .seed = 2, .model = "apple_xl"});
    draw(at("c.png"), {.prompt = "一只猫在屋顶上", .seed = 3, .model = "pony"});
    age("a.png", 3);
    age("b.png", 2);
    age("c.png", 1);
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.tags = {"to print"}; }));
    EXPECT_EQ(names(gallery, words("\"red apple\"")), Names{"a.png"});
    EXPECT_EQ(names(gallery, words("apple -\"red apple\"")), Names{"b.png"});
    EXPECT_EQ(names(gallery, words("-apple")), Names{"c.png"}) << "all but";
    EXPECT_EQ(names(gallery, words("-apple -猫")), Names{});
    EXPECT_EQ(names(gallery, words("*ppl*")), (Names{"b.png", "a.png"}));
    EXPECT_EQ(names(gallery, words("-*ppl*")), Names{"c.png"});
    EXPECT_EQ(names(gallery, words("*00%*")), Names{"b.png"}) << "no pattern";
    EXPECT_EQ(names(gallery, words("*_n_*")), Names{});
    EXPECT_EQ(names(gallery, words("model:apple*")), Names{"b.png"});
    EXPECT_EQ(names(gallery, words("tag:print")), Names{"a.png"});
    EXPECT_EQ(names(gallery, words("tag:\"to print\" apple")), Names{"a.png"});
    EXPECT_EQ(names(gallery, words("猫")), Names{"c.png"});
    EXPECT_EQ(names(gallery, words("屋顶")), Names{"c.png"});
    GalleryQuery query = words("猫");
    query.folder = pictures_;
    query.from = std::time(nullptr) - 30 * 3600;
    EXPECT_EQ(names(gallery, query), Names{"c.png"}) << "beside other conditions";
}

TEST_F(Galleries, PlainPhotographsStayOutUntilTheyAreMarked) {
    write_png(at("photo.png"), RgbImage{8, 8, std::vector<uint8_t>(192)}, {});
    test::write_file(at("broken.png"), "no picture");
    test::write_file(at("text.txt"), "text");
    Gallery gallery = open();
    const auto report = gallery.add_folder(pictures_);
    EXPECT_EQ(report->added, 0);
    ASSERT_EQ(report->problems.size(), 1u);
    EXPECT_NE(report->problems[0].find("broken.png"), std::string::npos);
    EXPECT_EQ(gallery.scan()->problems, Names{}) << "it is not read again";
    ASSERT_TRUE(gallery.mark(at("photo.png"), [](Marks& marks) { marks.favourite = true; }));
    EXPECT_EQ(names(gallery, {.favourites = true}), Names{"photo.png"});
    EXPECT_NE(gallery.add_picture(at("none.png")).error().find("there is no such file"), std::string::npos);
}

TEST_F(Galleries, MarksLiveInTheFilesAndNoPixelIsRewritten) {
    draw(at("a.png"), {});
    draw(at("b.png"), {.prompt = "b", .seed = 2});
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    const std::string before = read_text_file(at("a.png"));
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks = {9, true, {" black cat ", "black cat", "big", ""}}; }));
    EXPECT_EQ(read_text_file(at("a.png")), before);
    EXPECT_EQ(read_sidecar(at("a.png.xmp"))->marks, (Marks{5, true, {"black cat", "big"}}));
    EXPECT_EQ(names(gallery, {.least_rating = 4}), Names{"a.png"});
    EXPECT_EQ(names(gallery, {.tags = {"black cat"}}), Names{"a.png"});
    EXPECT_EQ(names(gallery, {.tags = {"cat big"}}), Names{}) << "two tags are not one";
    EXPECT_EQ(names(gallery, {.tags = {"black"}}), Names{}) << "a tag is found whole";
    EXPECT_EQ(names(gallery, words("blac*")), Names{"a.png"});
    const std::string answers = everything(gallery);
    ASSERT_TRUE(Gallery::rebuild(data_));
    EXPECT_EQ(everything(open()), answers) << "deleted and rebuilt: the same answers";
    Gallery again = open();
    ASSERT_TRUE(again.mark(at("a.png"), [](Marks& marks) { marks = {}; }));
    EXPECT_FALSE(fs::exists(at("a.png.xmp")));
    EXPECT_EQ(names(again, {.favourites = true}), Names{});
    EXPECT_EQ(names(again, {}).size(), 2u);
}

// A mask lies in the sidecar beside marks: neither takes the other away, and it goes where the picture goes.
TEST_F(Galleries, MasksLiveBesideMarks) {
    draw(at("a.png"), {});
    draw(at("b.png"), {.seed = 2});
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    const std::string mask("\x89PNG\0 <\"&>", 12), other(3 << 20, 'm'), before = read_text_file(at("a.png"));
    ASSERT_FALSE(read_sidecar_mask(at("a.png")));
    ASSERT_TRUE(write_sidecar_mask(at("a.png"), mask));
    EXPECT_EQ(read_sidecar_mask(at("a.png")), mask);
    EXPECT_EQ(read_text_file(at("a.png")), before);
    EXPECT_TRUE(read_sidecar(at("a.png.xmp"))->marks.empty());
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.rating = 4; }));
    EXPECT_EQ(read_sidecar_mask(at("a.png")), mask);
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks = {}; }));
    EXPECT_EQ(read_sidecar_mask(at("a.png")), mask) << "the last mark that goes leaves it";
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.tags = {"cat"}; }));
    ASSERT_TRUE(write_sidecar_mask(at("a.png"), other)) << "of some megabytes";
    EXPECT_EQ(read_sidecar(at("a.png.xmp"))->marks.tags, std::vector<std::string>{"cat"});
    ASSERT_TRUE(gallery.scan());
    EXPECT_EQ(names(gallery, {.tags = {"cat"}}), Names{"a.png"});
    fs::create_directories(at("later"));
    fs::rename(at("a.png"), at("later/renamed.png"));  // its sidecar stays behind, as with a file manager
    ASSERT_TRUE(gallery.scan());
    EXPECT_EQ(read_sidecar_mask(at("later/renamed.png")), other);
    fs::rename(at("later"), at("folder"));
    EXPECT_EQ(read_sidecar_mask(at("folder/renamed.png")), other);
    ASSERT_TRUE(write_sidecar_mask(at("folder/renamed.png"), ""));
    EXPECT_FALSE(read_sidecar_mask(at("folder/renamed.png")));
    EXPECT_EQ(read_sidecar(at("folder/renamed.png.xmp"))->marks.tags, std::vector<std::string>{"cat"});

    ASSERT_TRUE(write_sidecar_mask(at("b.png"), mask));
    ASSERT_TRUE(write_sidecar_mask(at("b.png"), ""));
    EXPECT_FALSE(fs::exists(at("b.png.xmp"))) << "nothing is left to say";
    const auto large = write_sidecar_mask(at("b.png"), std::string(6 << 20, 'm'));
    ASSERT_FALSE(large);
    EXPECT_NE(large.error().find("6 MiB"), std::string::npos) << large.error();
    test::write_file(at("b.png.xmp"), "no XMP");
    EXPECT_FALSE(write_sidecar_mask(at("b.png"), mask));
    EXPECT_EQ(read_text_file(at("b.png.xmp")), "no XMP");
}

// A picture that says its marks itself goes on saying them when a sidecar is made for its mask.
TEST_F(Galleries, AMasksSidecarSaysWhatThePictureSays) {
    RgbImage image{16, 16, std::vector<uint8_t>(16 * 48, 7)};
    write_picture(at("a.png"), image, {{"XML:com.adobe.xmp", with_marks("", {Marks{5, false, {"dog"}}, {}, {}})}}, {});
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    ASSERT_EQ(names(gallery, {.tags = {"dog"}}), Names{"a.png"});
    ASSERT_TRUE(write_sidecar_mask(at("a.png"), "mask"));
    ASSERT_TRUE(gallery.scan());
    EXPECT_EQ(names(gallery, {.tags = {"dog"}, .least_rating = 5}), Names{"a.png"});
}

TEST_F(Galleries, AMovedFileMoves) {
    draw(at("a.png"), {});
    draw(at("b.png"), {.prompt = "zebra", .seed = 2});
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.rating = 4; }));
    const int64_t id = gallery.find(at("a.png"))->id;
    fs::create_directories(at("later/2026"));
    fs::rename(at("a.png"), at("later/2026/renamed.png"));  // its sidecar stays behind, as with a file manager
    const auto report = gallery.scan();
    EXPECT_EQ(report->moved, 1);
    EXPECT_EQ(report->removed, 0);
    const auto moved = gallery.find(at("later/2026/renamed.png"));
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->id, id);
    EXPECT_EQ(moved->marks.rating, 4);
    EXPECT_TRUE(fs::exists(at("later/2026/renamed.png.xmp")));
    EXPECT_FALSE(fs::exists(at("a.png.xmp")));
    fs::rename(at("later"), at("earlier"));  // a whole folder
    EXPECT_EQ(gallery.scan()->moved, 1);
    EXPECT_EQ(gallery.find(at("earlier/2026/renamed.png"))->marks.rating, 4);
    fs::copy_file(at("b.png"), at("copy.png"));
    EXPECT_EQ(gallery.scan()->added, 1) << "a copy is another picture";
    fs::remove(at("b.png"));
    EXPECT_EQ(gallery.scan()->removed, 1);
    EXPECT_EQ(names(gallery, words("zebra")), Names{"copy.png"});
}

TEST_F(Galleries, AMoveWhileTheIndexWasGoneKeepsItsMarks) {
    draw(at("a.png"), {});
    {
        Gallery gallery = open();
        ASSERT_TRUE(gallery.add_folder(pictures_));
        ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.rating = 3; }));
    }
    fs::remove(data_ / "gallery.sqlite");
    fs::create_directories(at("zz"));
    fs::rename(at("a.png"), at("zz/a.png"));
    ASSERT_TRUE(Gallery::rebuild(data_));
    EXPECT_EQ(names(open(), {.least_rating = 3}), Names{"a.png"});
    EXPECT_TRUE(fs::exists(at("zz/a.png.xmp")));
}

TEST_F(Galleries, AFolderThatIsNotThereKeepsItsEntries) {
    draw(at("a.png"), {});
    Gallery gallery = open();
    ASSERT_TRUE(gallery.add_folder(pictures_));
    fs::rename(pictures_, folder_ / "unplugged");
    const auto report = gallery.scan();
    ASSERT_TRUE(report) << report.error();
    ASSERT_EQ(report->problems.size(), 1u);
    EXPECT_NE(report->problems[0].find("is not there"), std::string::npos);
    EXPECT_EQ(*gallery.count({}), 1);
    ASSERT_TRUE(gallery.remove_folder(pictures_));
    EXPECT_EQ(*gallery.count({}), 0);
    EXPECT_FALSE(gallery.remove_folder(pictures_));
    EXPECT_FALSE(gallery.add_folder("/nowhere"));
}

TEST_F(Galleries, ADamagedIndexIsNamedAndRebuilt) {
    draw(at("a.png"), {});
    ASSERT_TRUE(remember_picture(data_, at("a.png")));
    EXPECT_EQ(open().folders(), std::vector<fs::path>{fs::weakly_canonical(pictures_)});
    for (const char* suffix : {"-wal", "-shm"}) fs::remove(data_ / (std::string("gallery.sqlite") + suffix));
    test::write_file(data_ / "gallery.sqlite", std::string(8192, 'x'));
    const auto refused = Gallery::open(data_);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("imagelab gallery rebuild"), std::string::npos) << refused.error();
    ASSERT_TRUE(Gallery::rebuild(data_));
    EXPECT_EQ(*open().count({}), 1);
}

TEST_F(Galleries, IsWatched) {
    draw(at("a.png"), {});
    {
        Gallery gallery = open();
        ASSERT_TRUE(gallery.add_folder(pictures_));
        ASSERT_TRUE(gallery.mark(at("a.png"), [](Marks& marks) { marks.rating = 2; }));
    }
    std::mutex mutex;
    std::condition_variable told;
    int reports = 0;
    const auto watch = GalleryWatch::start(data_, [&](const ScanReport&) {
        const std::lock_guard lock(mutex);
        ++reports;
        told.notify_all();
    });
    ASSERT_TRUE(watch) << watch.error();
    Gallery gallery = open();
    const auto until = [&](const std::function<bool()>& holds) {
        std::unique_lock lock(mutex);
        for (int i = 0; i < 600 && !holds(); ++i) told.wait_for(lock, std::chrono::milliseconds(100));
        return holds();
    };
    draw(at("new/deep/b.png"), {.prompt = "b", .seed = 2});
    EXPECT_TRUE(until([&] { return gallery.find(at("new/deep/b.png")).has_value(); })) << "a picture in a folder that was just made";
    fs::rename(at("a.png"), at("new/a2.png"));
    EXPECT_TRUE(until([&] { return gallery.find(at("new/a2.png")) && gallery.find(at("new/a2.png"))->marks.rating == 2; }));
    EXPECT_FALSE(gallery.find(at("a.png")));
    fs::rename(at("new"), at("newer"));
    EXPECT_TRUE(until([&] { return gallery.find(at("newer/deep/b.png")) && !gallery.find(at("new/deep/b.png")); }));
    fs::remove_all(at("newer"));
    EXPECT_TRUE(until([&] { return *gallery.count({}) == 0; }));
    EXPECT_GT(reports, 0);
}

TEST(Thumbnails, FollowTheConvention) {
    TempFolder folder;
    const char* old = std::getenv("XDG_CACHE_HOME");
    const std::string kept = old ? old : "";
    ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    EXPECT_EQ(file_uri("/home/jens/photos/me.png"), "file:///home/jens/photos/me.png");  // the example of the standard
    EXPECT_EQ(file_uri("/a b/ü;#?%.png"), "file:///a%20b/%C3%BC%3B%23%3F%25.png");
    const fs::path picture = folder / "wide.png";
    write_png(picture, RgbImage{600, 300, std::vector<uint8_t>(600 * 300 * 3, 90)}, {});
    const auto thumbnail = thumbnail_of(picture, ThumbnailSize::normal);
    ASSERT_TRUE(thumbnail) << thumbnail.error();
    EXPECT_EQ(thumbnail->parent_path(), folder / "cache/thumbnails/normal");
    EXPECT_EQ(fs::status(*thumbnail).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto image = read_picture(*thumbnail);
    EXPECT_EQ(image->width, 128);
    EXPECT_EQ(image->height, 64);
    std::map<std::string, std::string> texts;
    const auto read = read_png_texts(*thumbnail);
    for (const PictureText& text : *read) texts[text.key] = text.value;
    EXPECT_EQ(texts["Thumb::URI"], file_uri(fs::weakly_canonical(picture)));
    EXPECT_FALSE(texts["Thumb::MTime"].empty());
    const auto made = fs::last_write_time(*thumbnail);
    EXPECT_EQ(*thumbnail_of(picture, ThumbnailSize::normal), *thumbnail);
    EXPECT_EQ(fs::last_write_time(*thumbnail), made) << "a current one is not made again";
    fs::last_write_time(picture, fs::last_write_time(picture) + std::chrono::seconds(5));
    ASSERT_TRUE(thumbnail_of(picture, ThumbnailSize::normal));
    EXPECT_NE(fs::last_write_time(*thumbnail), made);
    EXPECT_FALSE(thumbnail_of(folder / "none.png", ThumbnailSize::large));
    old ? ::setenv("XDG_CACHE_HOME", kept.c_str(), 1) : ::unsetenv("XDG_CACHE_HOME");
}

TEST_F(Galleries, ThroughTheTerminal) {
    const std::string data = " --data " + data_.string();
    const std::string picture = at("x.png").string();
    const Ran made = run_program(
        "generate --model " IMAGELAB_SOURCE_DIR
        "/tests/reference/golden/tiny64 --width 64 --height 64 --steps 1 --prompt 'a lighthouse' --profile watercolor --output " +
        picture + data);
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const auto list = [&](const std::string& command) {
        const Ran ran = run_program("gallery " + command + " --json" + data);
        EXPECT_EQ(ran.exit_code, 0) << command << ": " << ran.err;
        return json::parse(ran.out, nullptr, false);
    };
    EXPECT_EQ(list("search lighthouses --profile watercolor")["pictures"][0]["path"], fs::weakly_canonical(picture).string());
    list("favourite " + picture);
    list("rate 4 " + picture);
    list("tag " + picture + " --tag 'to print'");
    const json found = list("list --rating 4 --favourites --tag 'to print'");
    EXPECT_EQ(found["count"], 1);
    EXPECT_EQ(list("rebuild")["added"], 1);
    EXPECT_EQ(list("list"), found) << "rebuilt, the same answers";
    list("favourite --off " + picture);
    EXPECT_EQ(list("list --favourites")["count"], 0);
    const json shown = list("show " + picture);
    EXPECT_EQ(shown["program"], "Image Lab");
    EXPECT_EQ(shown["request"]["style"]["own_prompt"], "a lighthouse");
    EXPECT_EQ(run_program("gallery show /nowhere.png").exit_code, 2);
    EXPECT_EQ(run_program("gallery rate 6 " + picture + data).exit_code, 2);
    EXPECT_EQ(run_program("gallery").exit_code, 2);
}

}  // namespace
}  // namespace imagelab
