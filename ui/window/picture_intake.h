#pragma once
#include <QObject>

#include "ui/models/picture_info.h"
#include "ui/viewer/drop_targets.h"

class QDropEvent;
class QMenu;

namespace imagelab {

class Commands;
class RequestCommands;
struct Workspace;

// What is taken from pictures and files: settings, a start picture, a model; of one that is shown, dropped on the frame, or pasted.
// Watches the frame's drags.
class PictureIntake : public QObject {
    Q_OBJECT
  public:
    PictureIntake(Workspace& work, Commands& commands, RequestCommands& requests);
    void add_commands(QMenu* edit);
    void use_settings(const QString& path);  // once they are read
    void paste();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void take_settings(const PictureInfoPtr& info);
    void take_text(const QString& text);  // A1111's, pasted into a prompt
    bool over_its_own_panel(const QDropEvent& event) const;
    void show_targets(const QDropEvent& event);
    void chosen(DropTargets::Target target);

    Workspace& work_;
    Commands& commands_;
    RequestCommands& requests_;
    QString settings_from_;  // the picture whose settings are to be taken once they are read
};

}  // namespace imagelab
