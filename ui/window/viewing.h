#pragma once
#include <QImage>
#include <QObject>
#include <QStringList>

#include "ui/models/picture_info.h"

class QAction;
class QMenu;

namespace imagelab {

class Commands;
struct Workspace;

// How pictures are looked at: one in the middle, large, two beside each other, several as a grid. The gallery's current row is what is
// shown.
class Viewing : public QObject {
    Q_OBJECT
  public:
    Viewing(Workspace& work, Commands& commands);
    void add_zoom_commands(QMenu* view);
    void add_look_commands(QMenu* gallery);

    void show_row(int row);               // of the gallery; -1: none
    void show_path(const QString& path);  // once the gallery has it; a search that leaves it out is taken away
    void show_again();                    // what the index knows of the current picture came or changed
    void step(int by);                    // to the next picture, or the one before
    void hold_before(bool on);            // what it was made from, or the picture looked at before it, in its place
    void look_large();                    // at the current picture
    void compare_chosen();                // the two that are chosen
    void compare(const QString& left, const QString& right);
    void show_chosen_as_grid();  // those that are chosen
    void show_grid(const QStringList& pictures, const QStringList& axes = {});

    // What is in the middle stays there although pictures come, until something else is looked at.
    void hold();
    void release() { held_ = false; }
    bool is_held() const { return held_; }
    const QString& shown_path() const { return shown_path_; }  // the picture that is shown or awaited; empty: none
    PictureInfoPtr info_of(const QString& path) const;         // of the picture that is shown; null where that is another

  signals:
    void looked();  // a picture or a job is there to be seen

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;  // B held over the pictures

  private:
    void show_before(const QImage& image);
    void run(const QString& command);
    void show_loaded(const QString& path, const QImage& image, const PictureInfoPtr& info);
    void show_picture(int row, const QImage& image, const PictureInfoPtr& info);
    void show_large_caption();
    void compare_loaded();
    void export_grid(const QImage& composed);
    QAction* add_look_command(QMenu* menu, const char* name, const QString& text, const QKeySequence& key, const QString& explanation,
                              std::function<void(bool)> run);

    Workspace& work_;
    Commands& commands_;
    QString shown_path_;  // the picture that is shown or awaited; empty: a job, or nothing
    PictureInfoPtr shown_info_;
    QString previous_path_, before_path_;  // looked at before the one that is shown; shown in its place while it is asked for
    QString compared_[2];                  // awaited: compared once both are read
    bool held_ = false;
    QString beside_;  // shown or awaited when the view was held or pictures were put side by side: it does not take their place
};

QString unreadable_text(const QString& path);  // that a picture cannot be read

}  // namespace imagelab
