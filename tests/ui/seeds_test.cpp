// "More like this": other seeds side by side, one of which is taken.
#if __has_include(<QApplication>)
#include <QUndoStack>

#include "tests/support/window_fixture.h"
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

}  // namespace
}  // namespace imagelab::test
#endif
