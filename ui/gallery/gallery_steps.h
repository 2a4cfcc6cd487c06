#pragma once
// What is done to pictures, as steps that can be undone. Files change on the bridge's thread in the order of the steps.
#include <QUndoCommand>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/gallery/gallery.h"
#include "core/image/exif.h"

namespace imagelab {

class ChangeReport;
class Gallery;
class GalleryBridge;

using MarkChange = std::function<void(Marks&)>;
using PicturePaths = std::vector<std::filesystem::path>;

// What a step is for: entries of the index, and pictures that it does not know; or all that a query holds for when the step begins.
struct ChosenPictures {
    std::vector<int64_t> ids;
    PicturePaths paths;
    std::optional<GalleryQuery> all = {};
    int count() const { return static_cast<int>(ids.size() + paths.size()); }
};

// Entries and queries become paths, which stay true where ids do not: a picture that comes back from the trash is a new entry. What is
// wrong goes to the report.
void to_paths(ChosenPictures& pictures, const Gallery& gallery, ChangeReport& report);

// Rating, favourite, tags. `what` reads "rating of 12 pictures".
class MarkStep : public QUndoCommand {
  public:
    MarkStep(GalleryBridge& bridge, ChosenPictures pictures, MarkChange change, const QString& what);
    void redo() override;
    void undo() override;

  private:
    struct Record;
    GalleryBridge& bridge_;
    MarkChange change_;
    std::shared_ptr<Record> record_;  // what is undone to; filled and used on the bridge's thread
};

class TrashStep : public QUndoCommand {
  public:
    TrashStep(GalleryBridge& bridge, ChosenPictures pictures, const QString& what);
    void redo() override;
    void undo() override;

  private:
    struct Record;
    GalleryBridge& bridge_;
    std::shared_ptr<Record> record_;
};

}  // namespace imagelab
