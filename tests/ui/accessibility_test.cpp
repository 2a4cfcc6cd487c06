#if __has_include(<QApplication>)
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QMenuBar>
#include <QTabBar>

#include "tests/support/window_fixture.h"
#include "ui/look/glossary.h"
#include "ui/request/request_panel.h"
#include "ui/widgets/section.h"

namespace imagelab::test {
namespace {

class Accessibility : public WindowTest {
  protected:
    void open_everything() {
        open();
        for (Section* section : window->findChildren<Section*>()) section->set_open(true);
        Request r = window->document().request();
        r.prompt = "hills";
        window->document().edit(r, "prompt");
        ASSERT_TRUE(scene(64, 64, 1).save(folder.filePath("start.png")));
        engine.hold_at(5);
        window->generate();
        ASSERT_TRUE(wait_until([&] { return window->gallery().rowCount() == 1 && window->gallery().entry(0).fraction > 0; }))
            << window->gallery().rowCount() << " rows";
    }
};

TEST_F(Accessibility, EveryControlHasAName) {
    open_everything();
    int seen = 0;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->inherits("QComboBoxListView") || widget->inherits("QMenu")) continue;
        if (const auto* tabs = qobject_cast<const QTabBar*>(widget); tabs && tabs->count() == 0) continue;  // kept by Qt for later
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
        ASSERT_NE(face, nullptr) << widget->metaObject()->className();
        EXPECT_FALSE(face->text(QAccessible::Name).isEmpty())
            << widget->metaObject()->className() << " in " << widget->parent()->metaObject()->className();
        ++seen;
    }
    EXPECT_GT(seen, 30);
}

TEST_F(Accessibility, EveryControlExplainsItself) {
    open_everything();
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus) continue;
        if (widget->inherits("imagelab::SectionHeader") || widget->inherits("imagelab::PictureView") ||
            widget->inherits("imagelab::ThumbnailGrid") || widget->inherits("imagelab::CompareView") ||
            widget->inherits("imagelab::BrowseView") || widget->inherits("imagelab::DropTargets") || widget->inherits("QListView") ||
            widget->inherits("QLabel"))
            continue;
        if (widget->inherits("QLineEdit") && widget->parent()->inherits("QAbstractSpinBox")) continue;
        EXPECT_FALSE(widget->toolTip().isEmpty()) << widget->metaObject()->className() << " " << widget->accessibleName().toStdString();
    }
}

TEST_F(Accessibility, TabReachesEveryControlFromTopToBottom) {
    open_everything();
    std::set<QWidget*> reached;
    for (QWidget* w = window->focusWidget(); w && reached.insert(w).second;) {
        QWidget* next = w;
        do next = next->nextInFocusChain();
        while (next != w && (!(next->focusPolicy() & Qt::TabFocus) || !next->isVisible() || !next->isEnabled()));
        w = next;
    }
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus) || widget->isWindow()) continue;
        EXPECT_TRUE(reached.contains(widget)) << widget->accessibleName().toStdString();
    }
    // Within the request panel the order is the one the eye takes.
    int last = -1;
    const QWidget* scrolled = window->request_panel().findChild<Section*>()->parentWidget();
    const QWidget* first = nullptr;
    for (QWidget* w = window->focusWidget(); w && w != first; w = w->nextInFocusChain()) {
        if (!first) first = w;
        if (!w->isVisible() || !(w->focusPolicy() & Qt::TabFocus) || !scrolled->isAncestorOf(w)) continue;
        const int y = w->mapTo(scrolled, QPoint(0, w->height() / 2)).y();
        if (y < 40) break;  // round to the model again
        EXPECT_GE(y, last - 4) << w->accessibleName().toStdString();
        last = std::max(last, y);
    }
    EXPECT_GT(last, 400);
}

// Everything a person can act on, as a screen reader walks through it.
void expect_named(QAccessibleInterface* face, int& seen, const std::string& where) {
    if (!face || !face->isValid()) return;
    const QAccessible::State state = face->state();
    const auto role = face->role();
    const bool acts = role == QAccessible::Button || role == QAccessible::CheckBox || role == QAccessible::RadioButton ||
                      role == QAccessible::ComboBox || role == QAccessible::EditableText || role == QAccessible::Slider ||
                      role == QAccessible::SpinBox || role == QAccessible::List || role == QAccessible::ListItem ||
                      role == QAccessible::MenuItem || role == QAccessible::PageTab;
    if (acts && !state.invisible) {
        QObject* object = face->object();
        const bool separator = role == QAccessible::MenuItem && face->text(QAccessible::Name).isEmpty();
        const bool inner = object && object->objectName().startsWith("qt_");
        EXPECT_TRUE(separator || inner || !face->text(QAccessible::Name).isEmpty())
            << where << ": role " << role << " " << (object ? object->metaObject()->className() : "") << " in "
            << (object && object->parent() ? object->parent()->metaObject()->className() : "");
        ++seen;
    }
    if (role == QAccessible::ListItem || role == QAccessible::PopupMenu) return;
    for (int i = 0; i < face->childCount(); ++i) expect_named(face->child(i), seen, where);
}

TEST_F(Accessibility, TheWholeWindowIsNamedForAScreenReader) {
    open_everything();
    for (const char* action : {"library", "welcome", "settings", "palette"}) {
        ASSERT_TRUE(window->action(action)) << action;
        window->action(action)->trigger();
        wait_until([] { return false; }, 50);
        int seen = 0;
        for (QWidget* top : QApplication::topLevelWidgets())
            if (top->isVisible()) expect_named(QAccessible::queryAccessibleInterface(top), seen, action);
        EXPECT_GT(seen, 30) << action;
    }
}

TEST_F(Accessibility, EveryShortcutIsUsedOnce) {
    open();
    std::set<QString> seen;
    std::map<QString, std::vector<QWidget*>> local;  // Delete is another thing in the queue than in the gallery
    for (const QAction* action : window->findChildren<QAction*>()) {
        for (const QKeySequence& key : action->shortcuts()) {
            if (action->shortcutContext() == Qt::WindowShortcut || action->shortcutContext() == Qt::ApplicationShortcut) {
                EXPECT_TRUE(seen.insert(key.toString()).second) << key.toString().toStdString();
                continue;
            }
            std::vector<QWidget*>& there = local[key.toString()];
            const size_t others = there.size();
            for (QObject* object : action->associatedObjects()) {
                auto* widget = qobject_cast<QWidget*>(object);
                if (!widget || widget->inherits("QMenu")) continue;
                for (size_t i = 0; i < others; ++i)
                    EXPECT_FALSE(widget == there[i] || widget->isAncestorOf(there[i]) || there[i]->isAncestorOf(widget))
                        << key.toString().toStdString();
                there.push_back(widget);
            }
        }
    }
    for (const auto& [key, widgets] : local) EXPECT_FALSE(seen.contains(key)) << key.toStdString();
    EXPECT_TRUE(seen.contains("Ctrl+Return"));
    EXPECT_TRUE(seen.contains("Esc"));
}

TEST(Glossary, EveryTermIsOneSentence) {
    for (const GlossaryEntry& entry : glossary()) {
        const QString sentence = explain(entry.term);
        EXPECT_TRUE(sentence.endsWith('.') && sentence.count(". ") == 0) << sentence.toStdString();
        EXPECT_LT(sentence.size(), 130) << sentence.toStdString();
    }
}

}  // namespace
}  // namespace imagelab::test
#endif
