// What the gallery and the viewer know without a window.
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QTemporaryDir>

#include "core/library/model_library.h"
#include "tests/build_paths.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/picture_grid.h"
#include "ui/models/request_difference.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/viewer/compare_view.h"
#include "ui/viewer/difference_list.h"
#include "ui/viewer/zoom_pan.h"
#include "ui/widgets/controls.h"

namespace imagelab::test {
namespace {

TEST(GalleryFilter, WhatIsTypedLastIsTheBeginningOfAWord) {
    application();
    GalleryFilter f;
    const auto words = [&](const char* typed) {
        f.words = typed;
        return f.query(0).words;
    };
    EXPECT_EQ(words("lighth"), "lighth*");
    EXPECT_EQ(words("red lighth"), "red lighth*");
    EXPECT_EQ(words("red "), "red ") << "a word that is finished";
    EXPECT_EQ(words("red l"), "red ") << "one letter does not narrow yet";
    EXPECT_EQ(words("i"), "");
    EXPECT_EQ(words("山"), "山*") << "a word of its own";
    EXPECT_EQ(words("light*"), "light*");
    EXPECT_EQ(words(""), "");
}

TEST(GalleryFilter, EveryConditionIsAChipThatCanBeTakenAway) {
    application();
    GalleryFilter f;
    f.favourites = true, f.least_rating = 3, f.model = "m", f.profile = "p", f.sampler = "s", f.program = "q", f.size = "64x32",
    f.tag = "t", f.days = 7, f.folder = "/a/b";
    const auto chips = chips_of(f);
    EXPECT_EQ(chips.size(), 10u);
    EXPECT_EQ(f.query(0).width, 64);
    EXPECT_EQ(f.query(0).height, 32);
    EXPECT_TRUE(f.query(0).from.has_value());
    for (const FilterChip& chip : chips) f = without(f, chip.field);
    EXPECT_FALSE(f.narrows());
    EXPECT_EQ(f, GalleryFilter{});
}

TEST(RequestDifference, NamesWhatDiffersAndTakesIt) {
    application();
    Request mine, theirs;
    theirs.steps = 12, theirs.seed = 5, theirs.negative_prompt = "", theirs.prompt = "an apple, cinematic light";
    theirs.style.profiles = {{"cinematic", 0.5}};
    theirs.style.own_prompt = "an apple", theirs.style.own_negative_prompt = "";
    const auto found = differences(mine, theirs);
    QStringList names;
    for (const RequestDifference& each : found) names << each.name;
    EXPECT_EQ(names, (QStringList{"Prompt", "Negative prompt", "Styles", "Steps", "Seed"}));
    EXPECT_EQ(found[0].theirs, "an apple") << "as it was written, before the profile's words";
    EXPECT_EQ(found[1].mine, "none");
    EXPECT_EQ(found[1].theirs, "empty");
    for (const RequestDifference& each : found) each.take(mine);
    EXPECT_TRUE(differences(mine, theirs).empty());
    EXPECT_FALSE(mine.style.own_prompt.has_value()) << "profiles apply again";
}

TEST(RequestDifference, LongPromptsShowWhereTheyPart) {
    application();
    const std::string start = "a lighthouse on a cliff above a stormy sea, oil on canvas, thick strokes of paint, ";
    Request mine, theirs;
    mine.prompt = start + "in the evening", theirs.prompt = start + "in the morning";
    DifferenceList list("Left", "Right", false);
    list.show_differences(differences(mine, theirs));
    list.resize(420, 60);
    list.show();
    QCoreApplication::processEvents();
    QStringList shown;
    for (const ElidedLabel* label : list.findChildren<ElidedLabel*>()) shown << label->shown_text();
    ASSERT_EQ(shown.size(), 3) << "the name and two values";
    EXPECT_NE(shown[1], shown[2]) << shown.join('\n').toStdString();
    EXPECT_TRUE(shown[1].startsWith("… ")) << shown[1].toStdString();
    list.resize(4000, 60);
    QCoreApplication::processEvents();
    EXPECT_EQ(list.findChildren<ElidedLabel*>()[1]->shown_text().toStdString(), mine.prompt) << "where there is room it stands whole";
}

TEST(RequestDifference, WhatIsNotHereIsSaid) {
    application();
    Request mine;
    mine.model = "", mine.output = "/mine", mine.device = "cpu";
    Imported picture;
    picture.request.model = "/nowhere/juggernaut.safetensors";
    picture.request.init_image = "/nowhere/start.png";
    picture.request.steps = 7;
    picture.notes = {"a note of the reader"};
    const Restored restored = with_settings_of(mine, picture, {});
    EXPECT_EQ(restored.request.model, "");
    EXPECT_EQ(restored.request.init_image, "");
    EXPECT_EQ(restored.request.output, "/mine");
    EXPECT_EQ(restored.request.device, "cpu");
    EXPECT_EQ(restored.request.steps, 7);
    ASSERT_EQ(restored.notes.size(), 3);
    EXPECT_TRUE(restored.notes[0].contains("juggernaut.safetensors"));
}

TEST(RequestDifference, ARenamedModelIsFoundByItsHash) {
    application();
    const TempFolder folder;
    const auto models = folder / "models";
    std::filesystem::create_directories(models);
    for (const char* part : {"tokenizer", "tokenizer_2"})
        std::filesystem::copy(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64/" + std::string(part), models / part,
                              std::filesystem::copy_options::recursive);
    write_single_file(models / "renamed.safetensors", DType::f16);
    ModelLibrary library = ModelLibrary::scan(folder.path());
    library.hash_all({}, {});
    Imported picture;
    picture.request.model = "/old/juggernaut.safetensors";
    picture.model_hash = library.models().at(0).auto_v2();
    const Restored restored = with_settings_of(Request{}, picture, library.models());
    EXPECT_EQ(restored.request.model, (models / "renamed.safetensors").string());
    ASSERT_EQ(restored.notes.size(), 1);
    EXPECT_TRUE(restored.notes[0].contains("juggernaut.safetensors is called renamed.safetensors here")) << restored.notes[0].toStdString();
}

TEST(RequestDifference, AModelIsFoundByItsName) {
    application();
    Request mine;
    Imported picture;
    picture.request.model = "dreamshaper";
    picture.request.vae = "sharp";
    ModelFile model;
    model.path = "/models/dreamshaper_xl.safetensors";
    model.name = "dreamshaper";
    model.state = ModelFile::State::ready;
    const Restored restored = with_settings_of(mine, picture, {model});
    EXPECT_EQ(restored.request.model, "/models/dreamshaper_xl.safetensors");
    EXPECT_EQ(restored.request.vae, "");
    ASSERT_EQ(restored.notes.size(), 1) << restored.notes.join('|').toStdString();
    EXPECT_TRUE(restored.notes[0].contains("sharp"));
}

TEST(PictureGrid, FindsTheTwoSettings) {
    application();
    std::vector<GridPicture> pictures;
    for (const int64_t seed : {3, 1}) {
        for (const int steps : {30, 9, 10}) {
            Request r;
            r.steps = steps, r.seed = seed;
            pictures.push_back({r});
        }
    }
    PictureGrid grid = lay_out_grid(pictures);
    EXPECT_EQ(grid.columns, (QStringList{"9", "10", "30"})) << "numbers in their order";
    EXPECT_EQ(grid.rows, (QStringList{"1", "3"}));
    EXPECT_EQ(grid.cells, (std::vector<int>{4, 5, 3, 1, 2, 0}));
    pictures.push_back(pictures.front());
    EXPECT_EQ(lay_out_grid(pictures).left_out, 1);
    pictures.resize(3);
    grid = lay_out_grid(pictures);
    EXPECT_EQ(grid.height(), 1);
    EXPECT_TRUE(grid.y_name.isEmpty());
    pictures.resize(1);
    EXPECT_EQ(lay_out_grid(pictures).cells, std::vector<int>{0});

    GridLook look;
    look.ground = Qt::white, look.text = Qt::black, look.muted = Qt::gray, look.cell = 40;
    QImage red(20, 10, QImage::Format_RGB32);
    red.fill(Qt::red);
    const ComposedGrid composed = compose_grid(
        grid, look, [&](int which) { return which == 1 ? QImage() : red; }, [] { return true; });
    const QImage whole = composed.image;
    ASSERT_EQ(composed.cells.size(), 3u);
    EXPECT_GT(whole.width(), 3 * 40);
    int reds = 0;
    for (int y = 0; y < whole.height(); ++y)
        for (int x = 0; x < whole.width(); ++x) reds += whole.pixel(x, y) == red.pixel(0, 0);
    EXPECT_EQ(reds, 2 * 40 * 20) << "two pictures at the cell's size, the third is missing";
}

TEST(PictureGrid, AThirdSettingMakesSheets) {
    application();
    std::vector<GridPicture> pictures;
    for (const char* lora : {"ink", ""}) {
        for (const int steps : {20, 10}) {
            for (const double guidance : {3, 5, 7}) {
                Request r;
                r.steps = steps, r.guidance = guidance;
                if (*lora != 0) r.loras = {{"/loras/ink.safetensors", 0.5, {}}};
                pictures.push_back({r});
            }
        }
    }
    PictureGrid grid = lay_out_grid(pictures);
    EXPECT_EQ(grid.depth(), 2);
    EXPECT_EQ(grid.left_out, 0);
    EXPECT_EQ(grid.columns, (QStringList{"10", "20"}));
    EXPECT_EQ(grid.rows, (QStringList{"3", "5", "7"}));
    EXPECT_EQ(grid.caption(0), "LoRA: ink 0.5");
    EXPECT_EQ(grid.caption(1), "LoRA: none");
    EXPECT_EQ(grid.cell(0, 1), 0) << "20 steps, guidance 3";
    EXPECT_EQ(grid.cell(1, 0), 9);
    // As it was asked for, where it is known.
    grid = lay_out_grid(pictures, 0, {"guidance", "lora", "steps"});
    EXPECT_EQ(grid.columns, (QStringList{"3", "5", "7"}));
    EXPECT_EQ(grid.caption(1), "Steps: 20");
    // Both sheets below each other, under their captions.
    GridLook look;
    look.ground = Qt::white, look.text = Qt::black, look.muted = Qt::gray, look.cell = 40;
    QImage red(20, 20, QImage::Format_RGB32);
    red.fill(Qt::red);
    const auto picture = [&](int) { return red; };
    const auto go_on = [] { return true; };
    const ComposedGrid one = compose_grid(grid, look, picture, go_on, 1);
    EXPECT_EQ(one.cells.size(), 6u);
    const QImage all = compose_sheets(grid, look, picture, go_on);
    EXPECT_EQ(all.width(), one.image.width());
    EXPECT_GT(all.height(), 2 * one.image.height());
    int reds = 0;
    for (int y = 0; y < all.height(); ++y)
        for (int x = 0; x < all.width(); ++x) reds += all.pixel(x, y) == red.pixel(0, 0);
    EXPECT_EQ(reds, 12 * 40 * 40);
    EXPECT_TRUE(compose_sheets(grid, look, picture, [] { return false; }).isNull());
}

TEST(PictureGrid, AnyFieldOfAnAxisIsASetting) {
    application();
    std::vector<GridPicture> pictures(3);
    pictures[1].request.pag_scale = 3;
    pictures[2].request.pag_scale = 1.5;
    const PictureGrid grid = lay_out_grid(pictures);
    EXPECT_EQ(grid.x_name, "Perturbed attention");
    EXPECT_EQ(grid.columns, (QStringList{"1.5", "3", "default"}));
}

TEST(PictureGrid, ASamplerOfAnotherProgramIsALabelOfItsOwn) {
    application();
    std::vector<GridPicture> pictures(3);
    pictures[1].foreign_sampler = "Restart";
    pictures[2].request.sampler = SamplerKind::ddim;
    const PictureGrid grid = lay_out_grid(pictures);
    EXPECT_EQ(grid.columns, (QStringList{"DDIM", "Euler", "Restart"}));
    EXPECT_EQ(grid.left_out, 0) << "it is not taken for the one that stands in for it";
}

TEST(PictureGrid, OneSettingAloneIsWrapped) {
    application();
    std::vector<GridPicture> pictures(5);
    for (int i = 0; i < 5; ++i) pictures[static_cast<size_t>(i)].request.seed = 20 - i;
    EXPECT_EQ(lay_out_grid(pictures).wrap, 0) << "a short row stays one";
    const PictureGrid grid = lay_out_grid(pictures, 9);
    EXPECT_EQ(grid.width(), 3);
    EXPECT_EQ(grid.height(), 3);
    EXPECT_EQ(grid.columns, (QStringList{"16", "17", "18", "19", "20"}));
    EXPECT_EQ(grid.cells, (std::vector<int>{4, 3, 2, 1, 0, -1, -1, -1, -1}));
    GridLook look;
    look.ground = Qt::white, look.text = Qt::black, look.muted = Qt::gray, look.cell = 64;
    QImage red(20, 20, QImage::Format_RGB32);
    red.fill(Qt::red);
    const ComposedGrid composed = compose_grid(
        grid, look, [&](int) { return red; }, [] { return true; });
    ASSERT_EQ(composed.cells.size(), 9u);
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(composed.image.pixelColor(composed.cells[static_cast<size_t>(i)].center()), i < 5 ? QColor(Qt::red) : QColor(Qt::white));
}

TEST(Comparison, CountsWhatDiffers) {
    application();
    QImage a(4, 4, QImage::Format_RGB32), b;
    a.fill(QColor(100, 100, 100));
    b = a;
    EXPECT_EQ(difference_figures(a, b).changed, 0);
    b.setPixelColor(1, 2, QColor(110, 100, 91));
    const DifferenceFigures figures = difference_figures(a, b);
    EXPECT_DOUBLE_EQ(figures.changed, 1.0 / 16);
    EXPECT_DOUBLE_EQ(figures.mean, 19.0 / 48);
    EXPECT_EQ(difference_image(a, b, 4).pixelColor(1, 2), QColor(40, 0, 36));
    EXPECT_EQ(difference_image(a, b, 32).pixelColor(1, 2), QColor(255, 0, 255));
    EXPECT_EQ(difference_image(a, b.scaled(8, 8), 1).size(), a.size());
}

TEST(ZoomPan, ZoomsAboutThePointerAndStaysInside) {
    ZoomPan place;
    place.set_view({400, 300}, 1);
    place.set_picture({1000, 1000});
    EXPECT_NEAR(place.scale(), 0.252, 1e-9) << "the whole picture, a margin of 24 around it";
    EXPECT_FALSE(place.larger_than_view());
    const QPointF at(150, 120);
    const auto under = [&] { return (at - place.target().topLeft()) / place.scale(); };
    const QPointF before = under();
    place.zoom_at(1, at);
    EXPECT_NEAR(under().x(), before.x(), 1);
    EXPECT_NEAR(under().y(), before.y(), 1);
    place.pan({1e6, -1e6});
    EXPECT_NEAR(place.target().left(), 24, 1);
    EXPECT_NEAR(place.target().bottom(), 300 - 24, 1);
    place.set_picture({1000, 1000});
    EXPECT_EQ(place.zoom(), 1) << "the next picture of the same shape is shown at the same place";
    place.set_picture({500, 400});
    EXPECT_EQ(place.zoom(), 0);
}

TEST(ThumbnailCache, KeepsToItsBytes) {
    application();
    QTemporaryDir folder;
    qputenv("XDG_CACHE_HOME", folder.filePath("cache").toLocal8Bit());
    {
        ThumbnailCache cache(400 * 1024);
        for (int i = 0; i < 40; ++i) {
            const QString path = folder.filePath(QString::number(i) + ".png");
            ASSERT_TRUE(scene(100, 80, i).save(path));
            ASSERT_TRUE(wait_until([&] { return !cache.get(path, 96, 0).image.isNull(); }));
        }
        EXPECT_LE(cache.bytes(), 400 * 1024);
        EXPECT_GT(cache.bytes(), 200 * 1024);
        const auto newest = cache.get(folder.filePath("39.png"), 96, 0);
        EXPECT_EQ(newest.image.width(), 96);
        EXPECT_NEAR(newest.image.height(), 76.8, 1);
        EXPECT_EQ(newest.image.pixelColor(0, 0).alpha(), 0) << "round corners";
        const QString nothing = folder.filePath("nothing.png");
        ASSERT_TRUE(wait_until([&] { return cache.get(nothing, 96, 0).failed; }));
    }
    qunsetenv("XDG_CACHE_HOME");
}

}  // namespace
}  // namespace imagelab::test
#endif
