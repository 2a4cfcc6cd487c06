#include "ui/models/trash.h"

#include <QFile>

#include "core/gallery/sidecar.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

Result<TrashedFile> trash_one(const fs::path& file) {
    QFile doomed(QString::fromStdString(file.string()));
    if (!doomed.moveToTrash())
        return Failure{file.string() + " could not be moved to the trash (" + doomed.errorString().toStdString() + "); it is still there"};
    return TrashedFile{file, doomed.fileName().toStdString()};
}

// "Trash/files/cat.png" is described by "Trash/info/cat.png.trashinfo".
fs::path trash_info(const fs::path& in_trash) {
    return in_trash.parent_path().parent_path() / "info" / (in_trash.filename().string() + ".trashinfo");
}

}  // namespace

Result<std::vector<TrashedFile>> move_to_trash(const fs::path& picture) {
    std::vector<TrashedFile> moved;
    std::error_code code;
    for (const fs::path& file : {picture, sidecar_path(picture)}) {
        if (file != picture && !fs::exists(file, code)) continue;
        auto trashed = trash_one(file);
        if (!trashed) {
            static_cast<void>(bring_back(moved));
            return Failure{trashed.error()};
        }
        moved.push_back(std::move(*trashed));
    }
    return moved;
}

Result<void> bring_back(const std::vector<TrashedFile>& files) {
    std::string trouble;
    const auto say = [&](const std::string& sentence) { trouble += (trouble.empty() ? "" : "; ") + sentence; };
    for (const auto& [original, in_trash] : files) {
        std::error_code code;
        if (in_trash.empty() || !fs::exists(in_trash, code)) {
            say(original.string() + " is no longer in the trash");
            continue;
        }
        if (fs::exists(original, code)) {
            say(original.string() + " is taken by another file; the old one stays in the trash");
            continue;
        }
        fs::create_directories(original.parent_path(), code);
        fs::rename(in_trash, original, code);
        if (code) {
            say(original.string() + " could not be brought back: " + code.message());
            continue;
        }
        fs::remove(trash_info(in_trash), code);
    }
    if (!trouble.empty()) return Failure{trouble};
    return {};
}

}  // namespace imagelab
