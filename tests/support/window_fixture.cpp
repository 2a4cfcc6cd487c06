#include "tests/support/window_fixture.h"
#include "tests/build_paths.h"

#if __has_include(<QApplication>)
#include <QDropEvent>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMimeData>
#include <QSettings>
#include <QThread>

#include "ui/look/icons.h"
#include "ui/look/lab_style.h"

namespace imagelab::test {

QApplication& application() {
    static QApplication* app = [] {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("IMAGELAB_RESOURCES", IMAGELAB_SOURCE_DIR "/resources");
        static QTemporaryDir settings;
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
        qputenv("IMAGELAB_DATA", (settings.path() + "/data").toUtf8());
        qputenv("HF_HUB_CACHE", (settings.path() + "/hub").toUtf8());
        static int argc = 1;
        static char name[] = "imagelab_tests";
        static char* argv[] = {name, nullptr};
        auto* made = new QApplication(argc, argv);
        QApplication::setOrganizationName("imagelab");
        QApplication::setApplicationName("imagelab-tests");
        QApplication::setStyle(new LabStyle);
        QApplication::setWindowIcon(application_icon());
        return made;
    }();
    return *app;
}

bool wait_until(const std::function<bool()>& condition, int limit_ms) {
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > limit_ms) return false;
        QApplication::processEvents(QEventLoop::AllEvents, 5);
        QThread::msleep(1);
    }
    QApplication::processEvents();
    return true;
}

WindowTest::WindowTest() {
    application();
    QSettings().clear();
    theme = std::make_unique<ThemeController>();
    theme->choose(ThemeChoice::light);
}

WindowTest::~WindowTest() {
    engine.hold_at(-1);
    window.reset();
}

MainWindow& WindowTest::open() {
    QSettings().setValue("request/output", folder.filePath("output_images"));
    QSettings().setValue("welcome/seen", !first_run);
    window = std::make_unique<MainWindow>(engine, *theme);
    if (!data.empty()) window->open_gallery(data);
    window->show();
    window->activateWindow();
    wait_until([&] { return window->isActiveWindow() && engine.plans_asked() > 0; });
    return *window;
}

void WindowTest::press(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QWidget* target = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
    // As a window system does it: shortcuts get the key first.
    const QString text =
        modifiers == Qt::NoModifier && key >= Qt::Key_Space && key <= Qt::Key_AsciiTilde ? QString(QChar(key)).toLower() : QString();
    QKeyEvent ask(QEvent::ShortcutOverride, key, modifiers, text);
    ask.ignore();
    QApplication::sendEvent(target, &ask);
    if (!ask.isAccepted()) {
        for (QAction* action : window->findChildren<QAction*>()) {
            if (action->isEnabled() && action->shortcuts().contains(QKeySequence(int(modifiers) | key))) return action->trigger();
        }
    }
    QKeyEvent down(QEvent::KeyPress, key, modifiers, text), up(QEvent::KeyRelease, key, modifiers, text);
    QApplication::sendEvent(target, &down);
    QApplication::sendEvent(target, &up);
}

void WindowTest::type(const QString& text) {
    for (const QChar c : text) {
        QKeyEvent down(QEvent::KeyPress, Qt::Key_unknown, Qt::NoModifier, QString(c)),
            up(QEvent::KeyRelease, Qt::Key_unknown, Qt::NoModifier, QString(c));
        QApplication::sendEvent(QApplication::focusWidget(), &down);
        QApplication::sendEvent(QApplication::focusWidget(), &up);
    }
}

bool WindowTest::drop(const QString& file, DropTargets::Target target) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter(window->rect().center(), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent event(window->drop_targets().middle_of(target), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &event);
    return event.isAccepted() && !window->drop_targets().isVisible();
}

}  // namespace imagelab::test
#endif
