// "More like this": other seeds side by side, one of which is taken.
#if __has_include(<QApplication>)
#include <QPushButton>
#include <QUndoStack>

#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "tests/support/gallery_window.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

class Seeds : public WindowTest {
  protected:
    GridPanel& grid() { return window->viewer().grid(); }
    bool nine() {
        return wait_until([&] { return grid().grid().columns.size() == 9 && !grid().composed().isNull(); }, 60000);
    }
    // Clicks the middle of the grid's cell.
    void click(int cell) {
        const QPoint at = grid().cell(cell).center();
        emit grid().view().clicked(at);
    }
};

TEST_F(Seeds, NineOthersOfTheRequestAndAClickTakesOne) {
    engine.step_ms = 0;
    open();
    window->document().change("test", [](Request& r) {
        r.prompt = "rolling hills";
        r.seed = 40;
        r.batch = 3;
    });
    const Request before = window->document().request();
    window->action("more_like_this")->trigger();
    ASSERT_TRUE(nine());
    EXPECT_EQ(grid().grid().width(), 3);
    EXPECT_EQ(grid().grid().columns.front(), "41");
    EXPECT_EQ(grid().grid().columns.back(), "49");
    for (const Request& made : engine.submitted()) {
        EXPECT_EQ(made.prompt, "rolling hills");
        EXPECT_EQ(made.batch, 1);
    }
    EXPECT_TRUE(window->viewer().is_comparing()) << "no picture that is finished takes its place";
    EXPECT_EQ(window->document().request().seed, 40) << "looking changes nothing";
    click(4);
    EXPECT_EQ(window->document().request().seed, 45);
    EXPECT_EQ(window->document().request().batch, 3);
    EXPECT_EQ(window->document().request().width, before.width);
    EXPECT_TRUE(window->viewer().banner().isVisible());
    window->document().history().undo();
    EXPECT_EQ(window->document().request().seed, 40);
}

TEST_F(Seeds, OfAPictureAClickTakesItsSettingsToo) {
    engine.step_ms = 0;
    open();
    window->document().change("test", [](Request& r) { r.prompt = "rolling hills", r.seed = 7, r.steps = 5; });
    window->generate();
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return window->gallery_panel().current_row() == 0 && window->gallery().entry(0).path.size() > 0; }));
    window->document().change("test", [](Request& r) { r.prompt = "a town at night", r.seed = -1, r.steps = 9; });
    window->action("more_like_this")->trigger();
    ASSERT_TRUE(nine());
    EXPECT_EQ(engine.submitted().back().prompt, "rolling hills");
    EXPECT_EQ(engine.submitted().back().steps, 5);
    EXPECT_EQ(window->document().request().prompt, "a town at night");
    click(0);
    ASSERT_TRUE(wait_until([&] { return window->document().request().prompt == "rolling hills"; }));
    EXPECT_EQ(window->document().request().seed, 8);
    EXPECT_EQ(window->document().request().steps, 5);
    window->document().history().undo();
    EXPECT_EQ(window->document().request().prompt, "a town at night");
}

TEST_F(Seeds, GoesOnQuietlyWhenSomebodyLooksAway) {
    engine.step_ms = 0;
    open();
    type("rolling hills");
    engine.hold_at(1);
    window->action("more_like_this")->trigger();
    ASSERT_TRUE(wait_until([&] { return window->viewer().is_comparing() && engine.submitted().size() == 9; }));
    emit grid().close_wanted();
    engine.hold_at(-1);
    ASSERT_TRUE(wait_until([&] { return idle() && window->gallery().rowCount() == 9; }));
    EXPECT_FALSE(window->viewer().is_comparing());
}

TEST_F(Seeds, WhatTakesLongIsAskedFirst) {
    engine.step_ms = 0;
    engine.plan_seconds = 140;
    open();
    window->document().change("test", [](Request& r) { r.prompt = "rolling hills"; });
    window->action("more_like_this")->trigger();
    Banner& banner = window->viewer().banner();
    ASSERT_TRUE(wait_until([&] { return banner.isVisible(); }));
    EXPECT_EQ(banner.message(), "9 pictures would take about 21 min 0 s.");
    EXPECT_TRUE(engine.submitted().empty());
    control<QPushButton>("Make them")->click();
    ASSERT_TRUE(nine());
    EXPECT_FALSE(banner.isVisible());
}

TEST_F(GalleryWindow, MoreLikeAPictureWhoseModelIsNotHereIsAskedFirst) {
    engine.step_ms = 0;
    write_png(at("a.png"), drawn(64, 64, 7),
              {{"parameters", "a castle\nSteps: 24, Sampler: Euler, CFG scale: 6, Seed: 9, Size: 1024x1024, Model: dreamshaper"}});
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    window->action("more_like_this")->trigger();
    Banner& banner = window->viewer().banner();
    ASSERT_TRUE(wait_until([&] { return banner.isVisible(); }));
    EXPECT_TRUE(banner.message().contains("dreamshaper")) << banner.message().toStdString();
    EXPECT_TRUE(banner.message().contains("9 pictures")) << banner.message().toStdString();
    EXPECT_TRUE(engine.submitted().empty()) << "nothing is made unasked";
    control<QPushButton>("Make them all the same")->click();
    ASSERT_TRUE(wait_until([&] { return engine.submitted().size() == 9; }));
    EXPECT_EQ(engine.submitted().back().prompt, "a castle");
}

}  // namespace
}  // namespace imagelab::test
#endif
