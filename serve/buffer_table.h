#pragma once
// Memory of devices that clients hold, by name. Safe from several threads: each buffer is used by one at a time. What has an owner goes
// with it; what has a lease goes where nobody used it for so long.
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/device/buffers.h"
#include "core/device/device.h"

namespace imagelab::serve {

class BufferTable {
  public:
    explicit BufferTable(std::vector<Device*> devices) : devices_(std::move(devices)) {}

    struct Held {
        std::string id, device;
        int64_t bytes = 0;
        std::string owner = {};              // empty: nobody
        std::optional<double> lease_s = {};  // none: until it is released
    };
    struct DeviceMemory {
        std::string device;
        int64_t total = 0, free = 0, allocated = 0;
        int count = 0;
    };

    // All throw HttpError: 404 where there is no such buffer or device, 409 where it does not fit, 400 beyond an end.
    Held allocate(const std::string& device, int64_t bytes, const std::string& owner = {}, std::optional<double> lease_s = {});
    int64_t release_of(const std::string& owner);  // bytes; of one that owns nothing: 0
    int64_t release(const std::string& id);
    int64_t clear(const std::string& id);
    void write(const std::string& id, int64_t offset, std::string_view bytes);
    std::string read(const std::string& id, int64_t offset, int64_t bytes);  // bytes < 0: to the end
    int64_t copy(const std::string& from, int64_t from_offset, const std::string& to, int64_t to_offset,
                 int64_t bytes);  // < 0: the smaller of both

    std::vector<Held> held() const;
    std::vector<DeviceMemory> memory() const;
    DeviceMemory memory_of(const std::string& device) const;

  private:
    struct Entry {
        Held held;
        std::unique_ptr<DeviceBuffer> buffer;
        std::mutex mutex;
        Clock::time_point used = Clock::now();  // last; guarded by the table's mutex
        bool is_over(Clock::time_point now) const;
    };
    void drop_what_is_over() const;
    void watch_leases(const std::stop_token& stop);
    Device& device(const std::string& id) const;
    std::shared_ptr<Entry> entry(const std::string& id) const;
    DeviceMemory memory_unlocked(const Device& device) const;

    std::vector<Device*> devices_;
    mutable std::mutex mutex_;
    std::condition_variable_any leased_;
    mutable std::list<std::shared_ptr<Entry>> entries_;
    uint64_t made_ = 0;
    std::jthread watcher_;  // once there was a lease; the last member, as it uses the others
};

}  // namespace imagelab::serve
