#pragma once
#include <QLocale>
#include <QString>
#include <QStringList>

namespace imagelab {

// Where imagelab_LANGUAGE.qm lie: share/imagelab/translations, else translations/ beside the program that was built.
QString translation_folder();
QStringList translations();  // "de", "fr": those that are there
// How numbers and dates are written in a window of this language ("" is English): as the system has it where it speaks the same one.
QLocale locale_of(const QString& language);

}  // namespace imagelab
