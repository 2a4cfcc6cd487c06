#include "core/base/memory.h"

#include <chrono>
#include <fstream>
#include <string>

#include "core/base/thread.h"

namespace imagelab {

namespace {

// "MemAvailable:   123 kB" of a file of /proc, in bytes; 0 where there is no such line.
int64_t proc_line(const char* file, const std::string& key) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(key)) return std::stoll(line.substr(key.size())) * 1024;
    }
    return 0;
}

}  // namespace

int64_t available_memory() {
    return proc_line("/proc/meminfo", "MemAvailable:");
}

int64_t private_bytes() {
    return proc_line("/proc/self/status", "RssAnon:");
}

PeakMemory::PeakMemory()
    : watcher_(start_thread("the measuring of memory", [this] {
          while (!stop_) {
              look();
              std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
      })) {}

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
