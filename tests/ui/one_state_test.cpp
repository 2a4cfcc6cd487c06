// What is current, chosen, shown, described and marked in the film strip is one picture or job, whatever comes and goes around it.
#if __has_include(<QApplication>)
#include "tests/support/gallery_window.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/wording.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/filmstrip.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab::test {
namespace {

class OneState : public GalleryWindow {
  protected:
    void expect_one(int row, const char* where) {
        ASSERT_GE(row, 0) << where;
        EXPECT_EQ(panel().current_row(), row) << where;
        EXPECT_EQ(panel().selected_rows(), QList<int>{row}) << where;
        ASSERT_TRUE(wait_until([&] { return model().entry(row).known && shown(model().entry(row).path); })) << where;
        const QString file = model().entry(row).path;
        EXPECT_EQ(window->viewer().details().info()->path, file) << where;
        EXPECT_EQ(window->viewer().filmstrip().current(), row) << where;
    }
    void draw_batch(int count) {
        for (int i = 0; i < count; ++i) draw(std::to_string(i) + ".png", made_with("hills", i));
    }
    bool says(const QString& text) {
        return wait_until([&] { return window->status().text() == text; });
    }
};

TEST_F(OneState, AfterTheTrashTheNextPictureIsChosenToo) {
    draw_batch(4);
    open_with_pictures(4);
    ASSERT_TRUE(choose(1));
    press(Qt::Key_Delete);
    ASSERT_TRUE(shows(3));
    expect_one(1, "what stood behind it");
    press(Qt::Key_F);
    ASSERT_TRUE(wait_until([&] { return marks_of("1.png").favourite; })) << "the newest, 3.png, stands first";
    press(Qt::Key_Right);
    expect_one(2, "no picture is passed over");
    press(Qt::Key_Delete);
    ASSERT_TRUE(shows(2));
    expect_one(1, "the last has nothing behind it");
    window->document().history().undo();
    ASSERT_TRUE(shows(3));
    expect_one(1, "what came back takes nothing away");
}

TEST_F(OneState, SeveralAreTrashedAtOnce) {
    draw_batch(5);
    open_with_pictures(5);
    ASSERT_TRUE(choose(1));
    choose_rows({1, 2, 3});
    press(Qt::Key_Delete);
    ASSERT_TRUE(shows(2));
    expect_one(1, "the one behind them");
}

TEST_F(OneState, TheFilmStripFollowsItsPicture) {
    draw_batch(4);
    open_with_pictures(4);
    ASSERT_TRUE(choose(3));
    const QString file = model().entry(3).path;
    expect_one(3, "the oldest");
    draw("new.png", made_with("a lighthouse", 9));
    ASSERT_TRUE(shows(5));
    expect_one(4, "a newer one came");
    EXPECT_EQ(window->viewer().filmstrip().rows(), (std::vector<int>{1, 2, 3, 4}));
    // A job that starts and ends above it.
    window->document().change("test", [](Request& r) { r.prompt = "a boat"; });
    engine.hold_at(5);
    window->generate();
    ASSERT_TRUE(wait_until([&] { return model().entry(0).fraction > 0; }));
    ASSERT_TRUE(choose(model().row_of(file)));
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    expect_one(model().row_of(file), "a job ended");
    EXPECT_EQ(window->viewer().filmstrip().rows().size(), 4u);
}

TEST_F(OneState, ASearchThatLeavesItOutChoosesAnother) {
    draw("a.png", made_with("a red apple"));
    draw("b.png", made_with("a lighthouse", 2));
    draw("c.png", made_with("a red boat", 3));
    open_with_pictures(3);
    ASSERT_TRUE(choose(1));
    GalleryFilter filter;
    filter.words = "red";
    panel().filter().set_filter(filter);
    ASSERT_TRUE(shows(2));
    expect_one(1, "in its place");
    filter.words = "nothing like it";
    panel().filter().set_filter(filter);
    ASSERT_TRUE(shows(0));
    panel().filter().set_filter({});
    ASSERT_TRUE(shows(3));
    EXPECT_EQ(model().entry(panel().current_row()).path, path("a.png")) << "what was current before nothing was found";
    expect_one(2, "all are there again");
}

TEST_F(OneState, AWatchedJobStaysWatchedWhenTheIndexComes) {
    draw_batch(70);  // more than are told one by one: the list is a new one
    index_pictures();
    const auto index = std::exchange(data, {});
    engine.step_ms = 0;
    open();
    type("hills");
    engine.hold_at(10);
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(says("Denoising, step 10 of 30"));
    window->open_gallery(index);
    ASSERT_TRUE(shows(70));
    EXPECT_EQ(panel().current_row(), 0);
    EXPECT_EQ(panel().selected_rows(), QList<int>{0});
    engine.hold_at(20);
    ASSERT_TRUE(says("Denoising, step 20 of 30"));
    EXPECT_EQ(window->viewer().caption(), "Live preview · " + settings_text(model().entry(0).request));
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    expect_one(0, "its picture");
}

// As after a start that goes on with a job: it may run before the window hears of it.
TEST_F(OneState, AJobThatNobodyToldOfIsFollowed) {
    Request r = made_with("hills");
    r.steps = 30;
    r.output = folder.filePath("out").toStdString();
    std::filesystem::create_directories(r.output);
    engine.hold_at(10);
    ASSERT_TRUE(engine.enqueue({r}, {}));
    ASSERT_TRUE(wait_until([&] {
        const auto rows = engine.queue().rows(0);
        return !rows.empty() && rows.front().step == 10;
    }));
    open();
    ASSERT_TRUE(wait_until([&] { return model().rowCount() == 1; }));
    EXPECT_EQ(panel().current_row(), 0);
    EXPECT_TRUE(window->action("cancel")->isEnabled());
    EXPECT_EQ(window->status().text(), "Denoising, step 10 of 30") << "before anything new is told";
    EXPECT_GT(model().entry(0).fraction, 0.3);
    engine.hold_at(20);
    ASSERT_TRUE(says("Denoising, step 20 of 30"));
    EXPECT_EQ(window->viewer().view().picture().width(), 8) << "the preview";
    engine.hold_at(-1);
    ASSERT_TRUE(idle());
    expect_one(0, "its picture");
}

}  // namespace
}  // namespace imagelab::test
#endif
