#pragma once
#include <QList>
#include <QString>
#include <utility>

namespace imagelab {

class LibraryModel;

// What can enlarge a picture: Lanczos, the bundled network and those of the library, each as people read it and as requests name it.
QList<std::pair<QString, QString>> upscaler_names(const LibraryModel& library);

}  // namespace imagelab
