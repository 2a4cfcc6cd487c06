#include "ui/window/watchdog.h"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/thread.h"

namespace imagelab {

namespace {

// What this thread has worked, whatever else the machine does.
double thread_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

}  // namespace

Watchdog::Watchdog(QObject* parent) : QObject(parent), worked_ms_(thread_ms()) {
    thread_ = start_thread("the watchdog of the window", [this] {
        using Clock = std::chrono::steady_clock;
        while (!stop_) {
            if (!asked_.exchange(true)) {
                QMetaObject::invokeMethod(
                    this,
                    [this, since = Clock::now()] {
                        longest_ms_ = std::max(longest_ms_, std::chrono::duration<double, std::milli>(Clock::now() - since).count());
                        const double before = std::exchange(worked_ms_, thread_ms());
                        longest_work_ms_ = std::max(longest_work_ms_, worked_ms_ - before);
                        asked_ = false;
                    },
                    Qt::QueuedConnection);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    });
}

Watchdog::~Watchdog() {
    stop_ = true;
    thread_.join();
}

}  // namespace imagelab
