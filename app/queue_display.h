#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "core/jobs/session.h"

namespace imagelab {

// Shows a queue that runs on standard error: one line for all devices that is drawn over where that is a terminal, else a plain line for
// each job's start, tenths and end. Called from several threads.
class QueueDisplay {
  public:
    QueueDisplay();
    ~QueueDisplay();  // clears the line
    void show(const JobEvent& event);
    void waiting(int jobs, double seconds) noexcept;  // how many wait and how long they take by themselves; < 0: not known

  private:
    using Clock = std::chrono::steady_clock;
    struct Shown {
        std::string device;
        Progress progress;
        int printed_tenth = -1;
    };
    void print(const std::string& line);
    void draw();

    std::mutex mutex_;
    std::map<JobId, Shown> running_;
    int waiting_ = 0;
    double waiting_seconds_ = -1;
    bool terminal_ = false, drawn_ = false;
    Clock::time_point last_drawn_;
};

}  // namespace imagelab
