#pragma once
#include <atomic>
#include <cstdint>
#include <thread>

namespace imagelab {

int64_t available_memory();  // what the system can still give: MemAvailable of /proc/meminfo
int64_t private_bytes();     // memory of this process that no file backs: RssAnon of /proc/self/status

// The largest private_bytes() while it lives, looked at every few milliseconds.
class PeakMemory {
  public:
    PeakMemory();
    ~PeakMemory();
    int64_t peak();  // looks once more itself

  private:
    void look();
    std::atomic<int64_t> peak_{0};
    std::atomic<bool> stop_{false};
    std::thread watcher_;
};

}  // namespace imagelab
