#pragma once
#include <QObject>
#include <atomic>
#include <thread>

namespace imagelab {

// The longest that the event loop of its thread let somebody wait: how long the window can have stood still; and the longest that the
// thread worked from one answer to the next, which tells a window that is slow from one that a busy machine let wait. A thread of its own
// asks every few milliseconds, so it is for tests and benchmarks.
class Watchdog : public QObject {
    Q_OBJECT
  public:
    explicit Watchdog(QObject* parent = nullptr);
    ~Watchdog() override;
    double longest_ms() const { return longest_ms_; }
    double longest_work_ms() const { return longest_work_ms_; }
    void reset() { longest_ms_ = longest_work_ms_ = 0; }

  private:
    double longest_ms_ = 0, longest_work_ms_ = 0, worked_ms_ = 0;
    std::atomic<bool> stop_ = false, asked_ = false;
    std::thread thread_;
};

}  // namespace imagelab
