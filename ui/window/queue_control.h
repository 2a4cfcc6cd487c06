#pragma once
#include <QObject>
#include <set>

#include "ui/bridge/session_bridge.h"
#include "ui/models/queue_model.h"
#include "ui/queue/queue_commands.h"
#include "ui/window/notifier.h"

class QMenu;

namespace imagelab {

class Commands;
struct Workspace;

// The queue in the window: its commands, the feed of what the store holds, grids that go into it, and the log and notifications of what
// happens to jobs.
class QueueControl : public QObject {
    Q_OBJECT
  public:
    QueueControl(Workspace& work, Commands& commands);
    void add_commands(QMenu* queue);
    void enable();  // what can be done with what is chosen

    // Pictures that become larger, as one group.
    void enlarge(const std::vector<Request>& requests);
    void retry(JobId job) { steps_.retry({job}); }
    Notifier::Ways notify_ways() const;             // as chosen; none in a screencast
    void set_cleared(const std::set<JobId>& jobs);  // those of them that are over are not shown

  signals:
    void listed(const imagelab::QueueListing& listing);                      // what the store holds now
    void panel_wanted(const QString& name);                                  // is to be seen
    void picture_wanted(const QString& path);                                // of a job
    void grid_wanted(const QStringList& pictures, const QStringList& axes);  // of a group, in the order of its cells; as GridPanel's

    void training_wanted(imagelab::JobId job, bool its_settings);  // is to be seen, or taken for a new one

  private:
    using Jobs = std::vector<JobId>;
    void add_job_commands();
    void add_order_commands();
    void add_commands_for_all();
    void add_notify_commands();
    QAction* add(const QString& name, const QString& text, const QList<QKeySequence>& keys, const QString& why,
                 std::function<void(const Jobs& chosen)> run);
    void connect_panel();
    void happened(const JobEvent& event);
    void open(const Jobs& jobs, bool group);
    void show_listing();
    void clear_finished();
    void use_settings(JobId job);
    Jobs all() const;
    int64_t process_of_night(const Jobs& jobs) const;  // whose jobs they are; 0: none runs
    void stop_night(const Jobs& jobs);
    Jobs filtered(Jobs jobs, std::initializer_list<JobState> states) const;

    Workspace& work_;
    Commands& commands_;
    QueueCommands steps_;
    QMenu* menu_ = nullptr;
    Notifier* notifier_;
    QueueListing listing_;  // the last, whole
    std::set<JobId> cleared_;
    double busy_since_ = 0;  // seconds since 1970; 0: nothing is under way
};

}  // namespace imagelab
