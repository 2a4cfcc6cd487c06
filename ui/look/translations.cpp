#include "ui/look/translations.h"

#include <QCoreApplication>
#include <QDir>

#include "core/base/error.h"
#include "core/base/paths.h"

namespace imagelab {

QString translation_folder() {
    try {
        const QDir installed(QString::fromStdString((resource_dir() / "translations").string()));
        if (!installed.entryList({"*.qm"}).isEmpty()) return installed.path();
    } catch (const Error&) {
        // without resources the program speaks English
    }
    return QCoreApplication::applicationDirPath() + "/translations";
}

QStringList translations() {
    QStringList languages;
    for (const QString& file : QDir(translation_folder()).entryList({"imagelab_*.qm"}))
        languages << file.section('_', 1).section('.', 0, 0);
    return languages;
}

QLocale locale_of(const QString& language) {
    const QLocale wanted(language.isEmpty() ? QStringLiteral("en") : language), system = QLocale::system();
    return system.language() == wanted.language() ? system : wanted;
}

}  // namespace imagelab
