// The first five minutes without a mouse, as a screen reader hears them: what has the focus has a name, a role and a place in the window.
#if __has_include(<QApplication>)
#include <QAccessible>
#include <QPushButton>

#include "tests/support/gallery_window.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/library/first_run_page.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace {

class KeyboardWalk : public GalleryWindow {
  protected:
    // What is heard of the widget with the focus.
    QString heard() {
        QWidget* widget = QApplication::focusWidget();
        QAccessibleInterface* face = widget ? QAccessible::queryAccessibleInterface(widget) : nullptr;
        return face ? face->text(QAccessible::Name) : QString();
    }
    void expect_heard(const char* where) {
        QWidget* widget = QApplication::focusWidget();
        ASSERT_NE(widget, nullptr) << where;
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
        ASSERT_NE(face, nullptr) << where;
        EXPECT_FALSE(face->text(QAccessible::Name).isEmpty()) << where << ": " << widget->metaObject()->className();
        EXPECT_NE(face->role(), QAccessible::NoRole) << where;
        EXPECT_TRUE(face->state().focusable) << where << ": " << heard().toStdString();
        EXPECT_FALSE(face->state().invisible) << where << ": " << heard().toStdString();
        EXPECT_FALSE(widget->visibleRegion().isEmpty()) << where << ": " << heard().toStdString() << " has the focus and is not seen";
    }
    // By Tab alone; every stop on the way is heard.
    bool tab_to(const std::function<bool(QWidget*)>& wanted) {
        for (int stops = 0; stops < 120; ++stops) {
            if (wanted(QApplication::focusWidget())) return true;
            press(Qt::Key_Tab);
            expect_heard("Tab");
        }
        return false;
    }
    static std::function<bool(QWidget*)> named(const QString& name) {
        return [name](QWidget* widget) { return widget && widget->accessibleName() == name; };
    }
};

TEST_F(KeyboardWalk, TheFirstFiveMinutes) {
    first_run = true;
    open();
    window->resize(1280, 800);  // beyond the offscreen screen, where three panels have no room
    ASSERT_TRUE(wait_until([&] { return window->findChild<FirstRunPage*>() != nullptr; }));
    ASSERT_TRUE(tab_to(named("Start with an example")));
    press(Qt::Key_Space);
    EXPECT_EQ(heard(), "Prompt") << "where to go on";
    EXPECT_FALSE(request().prompt.empty());

    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return model().rowCount() == 1 && !window->viewer().caption().isEmpty(); }));

    // A setting by the palette, another picture.
    press(Qt::Key_K, Qt::ControlModifier);
    expect_heard("palette");
    type("steps 12");
    press(Qt::Key_Return);
    EXPECT_EQ(request().steps, 12);
    EXPECT_EQ(heard(), "Prompt") << "the palette gives the focus back";
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(idle());
    ASSERT_TRUE(wait_until([&] { return model().rowCount() == 2; }));

    // Into the gallery, marks, large, details.
    press(Qt::Key_F, Qt::ControlModifier);
    EXPECT_EQ(heard(), "Search pictures");
    ASSERT_TRUE(tab_to([&](QWidget* widget) { return widget == &panel().grid(); }));
    press(Qt::Key_Space);
    ASSERT_TRUE(wait_until([&] { return window->browse().isVisible(); }));
    expect_heard("large");
    press(Qt::Key_Escape);
    EXPECT_FALSE(window->browse().isVisible());
    EXPECT_EQ(QApplication::focusWidget(), &panel().grid()) << "back where one was";
    press(Qt::Key_I);
    EXPECT_TRUE(window->viewer().details_open());
    ASSERT_TRUE(tab_to(named("Use all its settings"))) << "what is in them is reached";
    press(Qt::Key_I);
    EXPECT_FALSE(window->viewer().details_open());

    press(Qt::Key_P, Qt::ControlModifier);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(request().steps, 30) << "and back";
}

// Every stop of Tab in the window, once round.
TEST_F(KeyboardWalk, EveryStopIsHeardAndSeen) {
    draw("a.png", made_with("a boat"));
    open_with_pictures(1);
    ASSERT_TRUE(choose(0));
    press(Qt::Key_P, Qt::ControlModifier);
    type("a boat");
    QWidget* const first = QApplication::focusWidget();
    std::set<QString> names;
    int stops = 0;
    do {
        press(Qt::Key_Tab);
        expect_heard("Tab");
        names.insert(heard());
    } while (QApplication::focusWidget() != first && ++stops < 200);
    EXPECT_LT(stops, 200) << "round";
    for (const char* name : {"Generate", "Copy its settings", "Start from it", "Gallery", "Steps", "Bundled model"})
        EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace imagelab::test
#endif
