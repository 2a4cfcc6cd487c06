#pragma once
#include <QObject>
#include <QTimer>
#include <set>

#include "ui/bridge/session_bridge.h"

class QMenu;

namespace imagelab {

class Commands;
class Viewing;
struct Workspace;

// From Generate to the finished picture: sends the request off, cancels, follows what runs in status line and viewer, and keeps the price
// of the request up to date.
class JobControl : public QObject {
    Q_OBJECT
  public:
    JobControl(Workspace& work, Commands& commands, Viewing& viewing);
    void add_commands(QMenu* edit);
    void add_view_command(QMenu* view);  // back to what runs
    void generate();
    void cancel();      // the job that runs
    void look_again();  // at the price, where the request could not run: files and memory come back without a word

    std::optional<JobId> failed_job() const { return failed_; }

  signals:
    void generating();                                                     // a job is about to be made of the request
    void generated();                                                      // a job was sent off
    void devices_known(const std::vector<imagelab::DeviceInfo>& devices);  // as the price has them

  private:
    void request_changed();
    void progressed(Ticket ticket, const Progress& progress);
    void appeared(Ticket ticket, const Request& request, const Progress& so_far);
    void set_aside(Ticket ticket);
    void finished(Ticket ticket, const JobResult& result);
    bool is_watched(Ticket ticket) const;
    void show_way_back();  // where something else is looked at while a job runs
    void back_to_live();
    void watch_next(bool watched, int first);
    void report(const JobResult& result);
    void priced(const Price& price);

    Workspace& work_;
    Commands& commands_;
    Viewing& viewing_;
    std::set<Ticket> cancelling_;
    std::optional<JobId> failed_;  // the last one that the banner tells of
    QTimer look_again_;
};

}  // namespace imagelab
