#pragma once
#include <QTimer>

#include "ui/bridge/session_bridge.h"
#include "ui/models/queue_model.h"

namespace imagelab {

// Looks at the store once a second and whenever this process changed it, on the bridge's thread, and tells what is new. Jobs that this
// window waits for and that another program took or ended are settled with the bridge.
class QueueFeed : public QObject {
    Q_OBJECT
  public:
    explicit QueueFeed(SessionBridge& bridge, QObject* parent = nullptr);
    void look();
    static constexpr int interval_ms = 1000, shown_when_over = 200;  // the newest jobs that are done or cancelled

  signals:
    void listed(const imagelab::QueueListing& listing);

  private:
    struct Look;
    SessionBridge& bridge_;
    QTimer timer_;
    std::shared_ptr<Look> last_;  // touched by the bridge's thread only
    bool looking_ = false, again_ = false;
};

}  // namespace imagelab
