#pragma once
#include <QUndoStack>
#include <optional>
#include <set>
#include <string>

#include "ui/bridge/session_bridge.h"

namespace imagelab {

// What can be done to jobs, each a step that Edit > Undo takes back where that has a meaning: a cancelled job goes back to its place and
// begins anew, a moved one to where it stood.
class QueueCommands : public QObject {
    Q_OBJECT
  public:
    QueueCommands(SessionBridge& bridge, QUndoStack& history, QObject* parent = nullptr);
    // Into the queue as one group, which options name; taken back they are cancelled.
    void enqueue(std::vector<Request> requests, EnqueueOptions options, const QString& what);
    void pause(const std::vector<JobId>& jobs);
    void resume(const std::vector<JobId>& jobs);
    void cancel(const std::vector<JobId>& jobs);
    void retry(const std::vector<JobId>& jobs);
    void move(const std::vector<JobId>& jobs, QueuePlace place);
    void set_priority(const std::vector<JobId>& jobs, int by);  // adds `by` to that of each

  signals:
    void problem(const QString& message);

  private:
    class Step;
    using Work = std::function<std::string(Engine&)>;  // returns what went wrong
    void run(Work work);
    void push(const QString& what, Work redo, Work undo, const std::string& group = {});
    // What of a group is not over, or only what of these is.
    static Work cancelling(const std::string& group, const std::optional<std::vector<JobId>>& among = std::nullopt);

    SessionBridge& bridge_;
    QUndoStack& history_;
    std::set<std::string> unwanted_;  // groups that were taken back
};

}  // namespace imagelab
