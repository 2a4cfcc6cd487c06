#pragma once
#include <QString>
#include <QStringList>

namespace imagelab {

// Where imagelab_LANGUAGE.qm lie: share/imagelab/translations, else translations/ beside the program that was built.
QString translation_folder();
QStringList translations();  // "de", "fr": those that are there

}  // namespace imagelab
