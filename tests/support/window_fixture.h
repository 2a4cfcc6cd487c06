#pragma once
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QApplication>
#include <QTemporaryDir>
#include <filesystem>
#include <functional>
#include <memory>

#include "tests/support/fake_engine.h"
#include "ui/look/theme.h"
#include "ui/window/main_window.h"

namespace imagelab::test {

// One application a process, in the program's style, with settings in a folder of its own.
QApplication& application();

// Runs the event loop until the condition holds; false after `limit_ms`.
bool wait_until(const std::function<bool()>& condition, int limit_ms = 60000);

// The window over the fake engine, pictures into a temporary folder.
class WindowTest : public ::testing::Test {
  protected:
    WindowTest();
    ~WindowTest() override;
    MainWindow& open();  // makes and shows the window
    template <class T>
    T* control(const QString& name) {  // by its accessible name
        for (T* widget : window->findChildren<T*>())
            if (widget->accessibleName() == name) return widget;
        ADD_FAILURE() << "no control named " << name.toStdString();
        return nullptr;
    }
    void type(const QString& text);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);  // to the widget with the focus
    bool drop(const QString& file, DropTargets::Target target);                 // from outside the program; false: not taken
    bool idle() {
        return wait_until([&] { return window->bridge().active().empty(); });
    }

    std::filesystem::path data;  // where the gallery's index is; empty: none. Set before open()
    FakeEngine engine;
    bool first_run = false;  // whether open() meets a user it has not seen
    QTemporaryDir folder;
    std::unique_ptr<ThemeController> theme;
    std::unique_ptr<MainWindow> window;
};

}  // namespace imagelab::test
#endif
