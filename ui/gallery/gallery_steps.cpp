#include "ui/gallery/gallery_steps.h"

#include <QCoreApplication>
#include <utility>

#include "ui/gallery/gallery_bridge.h"
#include "ui/models/trash.h"

namespace imagelab {
namespace {

QString undoing(const QString& what) {
    return QCoreApplication::translate("gallery", "Undoing: %1").arg(what);
}

}  // namespace

void to_paths(ChosenPictures& pictures, const Gallery& gallery, ChangeReport& report) {
    if (const auto query = std::exchange(pictures.all, std::nullopt)) {
        auto found = gallery.ids(*query);
        if (!found) return report.problem(found.error());
        pictures.ids = std::move(*found);
    }
    const auto entries = gallery.entries(std::exchange(pictures.ids, {}));
    if (!entries) return report.problem(entries.error());
    for (const GalleryEntry& entry : *entries) pictures.paths.push_back(entry.path);
}

struct MarkStep::Record {
    ChosenPictures pictures;
    std::vector<std::pair<std::filesystem::path, Marks>> before;
};

MarkStep::MarkStep(GalleryBridge& bridge, ChosenPictures pictures, MarkChange change, const QString& what)
    : QUndoCommand(what), bridge_(bridge), change_(std::move(change)), record_(std::make_shared<Record>(Record{std::move(pictures), {}})) {}

void MarkStep::redo() {
    bridge_.change(text(), [change = change_, record = record_](Gallery& gallery, ChangeReport& report) {
        to_paths(record->pictures, gallery, report);
        record->before.clear();
        int done = 0;
        for (const auto& picture : record->pictures.paths) {
            Marks was;
            const auto marked = gallery.mark(picture, [&](Marks& marks) { was = marks, change(marks); });
            if (marked) {
                record->before.emplace_back(picture, was);
            } else {
                report.problem(marked.error());
            }
            if (!report.step(++done, static_cast<int>(record->pictures.paths.size()))) return;
        }
    });
}

void MarkStep::undo() {
    bridge_.change(undoing(text()), [record = record_](Gallery& gallery, ChangeReport& report) {
        int done = 0;
        for (const auto& [picture, was] : record->before) {
            const auto marked = gallery.mark(picture, [&was = was](Marks& marks) { marks = was; });
            if (!marked) report.problem(marked.error());
            if (!report.step(++done, static_cast<int>(record->before.size()))) return;
        }
    });
}

struct TrashStep::Record {
    ChosenPictures pictures;
    std::vector<std::vector<TrashedFile>> trashed;
};

TrashStep::TrashStep(GalleryBridge& bridge, ChosenPictures pictures, const QString& what)
    : QUndoCommand(what), bridge_(bridge), record_(std::make_shared<Record>(Record{std::move(pictures), {}})) {}

void TrashStep::redo() {
    bridge_.change(text(), [record = record_](Gallery& gallery, ChangeReport& report) {
        to_paths(record->pictures, gallery, report);
        record->trashed.clear();
        PicturePaths gone;
        int done = 0;
        for (const auto& picture : record->pictures.paths) {
            auto moved = move_to_trash(picture);
            if (moved) {
                record->trashed.push_back(std::move(*moved));
                gone.push_back(picture);
            } else {
                report.problem(moved.error());
            }
            if (!report.step(++done, static_cast<int>(record->pictures.paths.size()))) break;
        }
        if (const auto forgotten = gallery.forget(gone); !forgotten) report.problem(forgotten.error());
    });
}

void TrashStep::undo() {
    bridge_.change(undoing(text()), [record = record_](Gallery& gallery, ChangeReport& report) {
        int done = 0;
        for (const auto& files : record->trashed) {
            if (const auto back = bring_back(files); !back) report.problem(back.error());
            // A picture without settings and marks is none of the gallery's; everything else comes back into the index.
            std::error_code code;
            const auto& picture = files.front().original;
            if (std::filesystem::exists(picture, code)) static_cast<void>(gallery.add_picture(picture));
            if (!report.step(++done, static_cast<int>(record->trashed.size()))) return;
        }
    });
}

}  // namespace imagelab
