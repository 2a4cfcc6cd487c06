#include "ui/window/window_app.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>
#include <clocale>

#include "core/base/paths.h"
#include "ui/look/icons.h"
#include "ui/look/lab_style.h"
#include "ui/look/theme.h"
#include "ui/look/translations.h"
#include "ui/look/ui_scale.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

// The theme for this run: the option, else the environment, else what was chosen in the menu.
ThemeChoice wanted_theme(const QStringList& arguments) {
    QString name = qEnvironmentVariable("IMAGELAB_THEME", QSettings().value("theme").toString());
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i].startsWith("--theme=")) name = arguments[i].section('=', 1);
        if (arguments[i] == "--theme" && i + 1 < arguments.size()) name = arguments[i + 1];
    }
    return ThemeController::choice_named(name);
}

}  // namespace

int run_window(const OpenSession& open, int argc, char** argv) {
    QCoreApplication::setOrganizationName("imagelab");
    QCoreApplication::setApplicationName("imagelab");
    apply_ui_scale(QSettings());
    QApplication app(argc, argv);
    std::setlocale(LC_NUMERIC, "C");  // Qt took that of the environment; libraries that print numbers for programs would follow it
    QApplication::setApplicationDisplayName("Image Lab");
    QApplication::setApplicationVersion(IMAGELAB_VERSION);
    QGuiApplication::setDesktopFileName("app.imagelab.ImageLab");
    QApplication::setWindowIcon(application_icon());
    QTranslator words, qt_words;
    const QString language = qEnvironmentVariable("IMAGELAB_LANGUAGE", QSettings().value("language").toString());
    QLocale::setDefault(locale_of(language));
    if (!language.isEmpty()) {
        if (words.load("imagelab_" + language, translation_folder())) QApplication::installTranslator(&words);
        if (qt_words.load("qtbase_" + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
            QApplication::installTranslator(&qt_words);
    }
    ThemeController theme;
    QApplication::setStyle(new LabStyle);
    theme.choose(wanted_theme(app.arguments()));
    SessionEngine engine(open, data_dir());
    MainWindow window(engine, theme);
    window.open_gallery(data_dir());
    window.show();
    return QApplication::exec();
}

}  // namespace imagelab
