#pragma once
#include <QObject>
#include <QPointer>

#include "ui/bridge/session_bridge.h"
#include "ui/models/queue_model.h"

class QMenu;

namespace imagelab {

class Commands;
class RequestCommands;
class TrainingPage;
struct Workspace;

// The training page: its window, what it learns of the gallery and the queue, and what is done from it.
class TrainingDesk : public QObject {
    Q_OBJECT
  public:
    TrainingDesk(Workspace& work, Commands& commands);
    void add_command(QMenu* queue);
    void add_gallery_command(QMenu* gallery);

    TrainingPage& page();  // made when it is first needed
    void show_page();
    void show_training(JobId job, bool its_settings);  // looks at it, or sets up another one like it
    void set_listing(const QueueListing& listing);
    void take_chosen();  // the gallery's chosen pictures with their prompts
    void export_csv(JobId job, const QString& path);

  signals:
    void picture_wanted(const QString& path);

  private:
    void make_page();
    void fill_choices();
    void ask_folder();
    void ask_csv(JobId job);
    void use_lora(const QString& file);

    Workspace& work_;
    Commands& commands_;
    QPointer<TrainingPage> page_;
    QueueListing listing_;
};

}  // namespace imagelab
