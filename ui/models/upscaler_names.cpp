#include "ui/models/upscaler_names.h"

#include "core/library/network_paths.h"
#include "ui/models/library_model.h"

namespace imagelab {

QList<std::pair<QString, QString>> upscaler_names(const LibraryModel& library) {
    const QString bundled = QString::fromStdString(bundled_upscaler().stem().string());
    QList<std::pair<QString, QString>> names{{QStringLiteral("Lanczos"), QStringLiteral("lanczos")}, {bundled, bundled}};
    for (const ModelFile& model : library.models()) {
        if (model.kind == "upscaler" && model.state == ModelFile::State::ready)
            names.append({QString::fromStdString(model.name), QString::fromStdString(model.path.string())});
    }
    return names;
}

}  // namespace imagelab
