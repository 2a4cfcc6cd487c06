#pragma once
#include <QObject>
#include <QStringList>
#include <optional>
#include <string>
#include <vector>

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
    // The chosen picture's settings, else those being edited. Asks first where something of the picture is not here (its model, say), or
    // where it takes longer than usual_s.
    void more_like_this();
    void show(const QueueListing& listing);  // the pictures that are there by now
    static constexpr int at_once = 9;
    static constexpr double usual_s = 300;

  private:
    struct Wish {
        std::vector<Request> requests;
        std::string about;  // the grid, as JSON
        QStringList lacks;  // what the pictures would not have of the one they are like
    };
    std::optional<Wish> wish();  // none: something is missing, and that is said
    void decide(const Wish& wish, double seconds);
    void start(const Wish& wish);
    void take(const QString& path, const Request& request);
    void end();

    Workspace& work_;
    Commands& commands_;
    Viewing& viewing_;
    PictureIntake& intake_;
    std::string group_;          // of the jobs whose pictures the grid shows as they come; empty: none
    qsizetype shown_ = -1;       // pictures in the grid
    std::optional<Wish> asked_;  // waits for a yes
};

}  // namespace imagelab
