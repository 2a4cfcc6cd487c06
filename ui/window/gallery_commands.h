#pragma once
#include <QObject>
#include <QStringList>

#include "core/base/cancel.h"
#include "core/gallery/gallery_export.h"
#include "ui/gallery/gallery_steps.h"
#include "ui/models/gallery_model.h"

class QMenu;
class QMimeData;
class QPoint;

namespace imagelab {

class Commands;
class PictureIntake;
class RequestCommands;
struct Workspace;

// What is done to the pictures that are chosen: marks, the trash, copies; each but the copies a step that can be undone.
class GalleryCommands : public QObject {
    Q_OBJECT
  public:
    GalleryCommands(Workspace& work, Commands& commands, RequestCommands& requests, PictureIntake& intake);
    ~GalleryCommands() override;
    void add_search_commands(QMenu* gallery);
    void add_mark_commands(QMenu* gallery);
    void add_picture_commands(QMenu* gallery);  // of the one that is shown
    void add_file_commands(QMenu* gallery);
    void enable();  // what can be done with what is chosen

    void toggle_favourite();  // all of them become favourites unless all are
    void rate(int stars);
    void set_tags(const QStringList& tags);  // of one picture its tags; several get those they have not
    void trash();
    void copy();                          // the chosen pictures onto the clipboard: their files, and the pixels of the one that is shown
    void drag_out();                      // the same into another program
    void export_copies(ExportKind kind);  // asks for a folder
    void make_relief();                   // of the picture that is shown
    void add_folder();                    // asks for one that joins the gallery

    // A step for what is chosen; `what` has a place for how many. `told`: said with Undo; empty: the step itself, where they are several.
    void mark(const QString& what, const MarkChange& change, const QString& told = {});
    void tell(const QString& done);  // with Undo

    void tag_pictures();                    // the chosen ones, or all without tags, by a network
    void take_prompt(const QString& path);  // what it sees becomes the request's
    void enlarge();                         // the chosen pictures, by the queue: asks how

  signals:
    void enlarge_wanted(const std::vector<imagelab::Request>& requests);
    void advance_wanted();           // to the next picture: this one is dealt with
    void menu_filling(QMenu* menu);  // that of a picture, behind its marks

  private:
    void advance();  // where that is wished
    void open_menu(int row, const QPoint& at);
    StripEntry shown() const;        // that is current and finished; else one without a path
    QMimeData* chosen_data() const;  // null: nothing is chosen or shown

    Workspace& work_;
    Commands& commands_;
    RequestCommands& requests_;
    PictureIntake& intake_;
    CancelToken closing_;
};

}  // namespace imagelab
