#pragma once
#include <QObject>
#include <string>

#include "ui/models/queue_model.h"

class QMenu;

namespace imagelab {

class Commands;
class PictureIntake;
class Viewing;
struct Workspace;

// "More like this": the same picture with other seeds, shown as a grid while they come; a click takes one.
class Seeds : public QObject {
    Q_OBJECT
  public:
    Seeds(Workspace& work, Commands& commands, Viewing& viewing, PictureIntake& intake);
    void add_command(QMenu* gallery);
    void more_like_this();                   // the chosen picture's settings, else those being edited
    void show(const QueueListing& listing);  // the pictures that are there by now
    static constexpr int at_once = 9;

  private:
    void take(const QString& path, const Request& request);
    void end();

    Workspace& work_;
    Commands& commands_;
    Viewing& viewing_;
    PictureIntake& intake_;
    std::string group_;     // of the jobs whose pictures the grid shows as they come; empty: none
    qsizetype shown_ = -1;  // pictures in the grid
};

}  // namespace imagelab
