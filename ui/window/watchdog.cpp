#include "ui/window/watchdog.h"

#include <algorithm>
#include <chrono>

#include "core/base/thread.h"

namespace imagelab {

Watchdog::Watchdog(QObject* parent) : QObject(parent) {
    thread_ = start_thread("the watchdog of the window", [this] {
        using Clock = std::chrono::steady_clock;
        while (!stop_) {
            if (!asked_.exchange(true)) {
                QMetaObject::invokeMethod(
                    this,
                    [this, since = Clock::now()] {
                        longest_ms_ = std::max(longest_ms_, std::chrono::duration<double, std::milli>(Clock::now() - since).count());
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
