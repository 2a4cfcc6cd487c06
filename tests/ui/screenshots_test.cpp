// Every state of the window in both themes and three sizes: nothing cut off, and with IMAGELAB_SCREENSHOTS=FOLDER the pictures to look at
// (docs/take_screenshots.sh takes those of the program).
#if __has_include(<QApplication>)
#include <QDir>
#include <array>
#include <chrono>
#include <map>

#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "tests/support/screenshots.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

class Screenshots : public LookedAt {
  protected:
    void set(const std::function<void(Request&)>& change) {
        Request r = window->document().request();
        change(r);
        window->document().edit(r, "test");
    }
    // Twelve pictures: three step counts by two guidances, twice.
    static void draw_gallery(const QString& folder) {
        QDir().mkpath(folder);
        for (int i = 0; i < 12; ++i) {
            Request r;
            r.prompt = "rolling hills under a low sun, layered mist, soft evening light";
            r.width = 320, r.height = i % 5 == 4 ? 400 : 256, r.seed = i < 6 ? 7 : 8;
            r.steps = std::array{10, 20, 30}[static_cast<size_t>(i % 3)];
            r.guidance = i / 3 % 2 == 0 ? 3.5 : 7;
            const std::filesystem::path path = (folder + "/" + QString::number(i) + ".png").toStdString();
            write_png(path, drawn(r.width, r.height, 7 + i), picture_texts(r, 0, {"imagelab-demo"}));
            std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(20 - i));
        }
    }
};

TEST_P(Screenshots, EveryState) {
    open_as_looked_at();
    shoot("1-empty");

    const std::string prompt = "rolling hills under a low sun, layered mist, soft evening light";
    set([&](Request& r) { r.prompt = prompt, r.width = 640, r.height = 512; });
    for (int i = 0; i < 3; ++i) {
        set([&](Request& r) { r.seed = 7 + i; });
        window->generate();
    }
    ASSERT_TRUE(idle());
    set([&](Request& r) { r.width = 512, r.height = 640, r.seed = -1; });
    window->generate();
    ASSERT_TRUE(idle());

    set([&](Request& r) { r.width = 640, r.height = 512, r.batch = 2; });
    engine.hold_at(24);
    window->generate();
    window->generate();
    ASSERT_TRUE(wait_until([&] { return window->gallery().entry(1).fraction > 0.37; }));
    shoot("2-running");
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    set([&](Request& r) { r.batch = 1; });
    shoot("3-finished");

    engine.fail_with =
        "The file unicorn-xl.safetensors ends early: tensor unet.down_blocks.1.resnets.0.conv1.weight needs 3,686,400 bytes and 1,204,224 "
        "are there. Download the file again.";
    window->generate();
    ASSERT_TRUE(idle());
    engine.change([](FakeEngine& e) { e.fail_with.clear(); });
    shoot("4-error");
    window->viewer().banner().hide();

    std::string long_prompt;
    for (int i = 0; i < 9; ++i) long_prompt += prompt + ", ";
    QString start = folder.filePath("a photograph of the old harbour with a very long name.png");
    ASSERT_TRUE(scene(300, 200, 3).save(start));
    set([&](Request& r) {
        r.prompt = long_prompt;
        r.negative_prompt = "blurry, lowres, text, watermark, frame";
        r.init_image = start.toStdString();
        r.batch = 4;
    });
    engine.change([](FakeEngine& e) { e.memory_free = int64_t{900} << 20; });
    shoot("5-long");
}

TEST_P(Screenshots, Gallery) {
    data = folder.filePath("lab").toStdString();
    const QString pictures = folder.filePath("pictures");
    draw_gallery(pictures);
    open_as_looked_at();
    window->gallery_bridge().change("test", [pictures](Gallery& gallery, ChangeReport&) {
        ASSERT_TRUE(gallery.add_folder(pictures.toStdString()));
        for (const auto& [name, marks] :
             std::map<std::string, Marks>{{"11.png", {4, true, {"to print"}}}, {"9.png", {5, false, {}}}, {"6.png", {0, true, {}}}})
            ASSERT_TRUE(gallery.mark(pictures.toStdString() + "/" + name, [&marks = marks](Marks& m) { m = marks; }));
    });
    GalleryPanel& panel = window->gallery_panel();
    ASSERT_TRUE(wait_until([&] { return window->gallery().found_count() == 12; }));
    set([](Request& r) { r.prompt = "an orchard in the rain", r.steps = 12; });
    panel.select(0);
    ASSERT_TRUE(wait_until([&] { return window->viewer().view().picture().width() == 320; }));
    wait_until([] { return false; }, 400);
    shoot("6-gallery");
    window->viewer().set_details_open(true);
    shoot("7-details");
    window->viewer().set_details_open(false);
    const auto choose = [&](std::initializer_list<int> rows) {
        panel.grid().selectionModel()->clearSelection();
        for (const int row : rows)
            panel.grid().selectionModel()->setCurrentIndex(window->gallery().index(row), QItemSelectionModel::Select);
    };
    choose({0, 3});
    window->action("compare")->trigger();
    ASSERT_TRUE(wait_until([&] { return window->viewer().is_comparing(); }));
    shoot("8-side-by-side");
    window->viewer().comparison().set_mode(CompareView::Mode::slider);
    shoot("8-slider");
    window->viewer().comparison().set_mode(CompareView::Mode::difference);
    ASSERT_TRUE(wait_until([&] { return !window->viewer().comparison().view().difference().isNull(); }));
    shoot("8-difference");
    panel.grid().selectAll();
    window->action("grid_view")->trigger();
    ASSERT_TRUE(wait_until([&] { return !window->viewer().grid().composed().isNull(); }));
    shoot("9-grid");
    window->viewer().show_view();
    panel.select(3);
    GalleryFilter filter;
    filter.favourites = true, filter.least_rating = 3, filter.model = "a model with a rather long name v9";
    panel.filter().set_filter(filter);
    ASSERT_TRUE(wait_until([&] { return window->gallery().found_count() == 0; }));
    shoot("10-nothing-found");
    panel.filter().set_filter({});
    ASSERT_TRUE(wait_until([&] { return window->gallery().found_count() == 12; }));
    window->drop_targets().show_picture(pictures + "/3.png", true);
    window->drop_targets().set_info(read_picture_info(pictures + "/3.png"));
    window->drop_targets().light(window->drop_targets().middle_of(DropTargets::Target::settings));
    shoot("11-drop");
    window->drop_targets().hide();
    panel.select(2);
    wait_until([] { return false; }, 200);
    window->action("look_large")->trigger();
    shoot("12-large");
}

INSTANTIATE_TEST_SUITE_P(Looks, Screenshots,
                         ::testing::Values(Look{Scheme::light, 1100, 700}, Look{Scheme::dark, 1100, 700}, Look{Scheme::light, 1440, 900},
                                           Look{Scheme::dark, 1440, 900}, Look{Scheme::light, 2560, 1440}, Look{Scheme::dark, 2560, 1440}),
                         look_name);

}  // namespace
}  // namespace imagelab::test
#endif
