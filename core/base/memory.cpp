#include "core/base/memory.h"

#include <chrono>
#include <fstream>
#include <string>

namespace imagelab {

int64_t private_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("RssAnon:")) return std::stoll(line.substr(8)) * 1024;
    }
    return 0;
}

PeakMemory::PeakMemory()
    : watcher_([this] {
          while (!stop_) {
              look();
              std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
      }) {}

PeakMemory::~PeakMemory() {
    stop_ = true;
    watcher_.join();
}

void PeakMemory::look() {
    const int64_t now = private_bytes();
    int64_t seen = peak_;
    while (now > seen && !peak_.compare_exchange_weak(seen, now)) {
    }
}

int64_t PeakMemory::peak() {
    look();
    return peak_;
}

}  // namespace imagelab
