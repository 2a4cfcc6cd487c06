#pragma once
// The devices of all machines that share a store, as each machine tells it: how they are, whether they would take a job, what they did.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/device/monitor/monitor.h"
#include "core/store/queue_store.h"

namespace imagelab {

struct LabDevice {
    std::string host, device, name;  // device: as requests name it, "vulkan:0"
    std::string state, reason;       // "available", "busy", "faulty", or "lost": not heard of for lost_s
    bool available = false;
    std::optional<double> temperature_c, load_percent, power_watts;
    std::optional<int64_t> memory_used, memory_total;  // bytes
    double silent_s = 0;                               // since it was told
};

struct LabStatistics {
    std::string host, device;
    int64_t samples = 0;
    std::optional<double> load_min, load_mean, load_max;        // percent
    std::optional<double> memory_min, memory_mean, memory_max;  // bytes
    std::optional<double> temperature_max;
    int64_t jobs = 0, pictures = 0;  // that ended there in that time
};

// Over a store that is shared (QueueStore::shared). Throw StoreError.
class LabDevices {
  public:
    static constexpr double lost_s = 60;
    explicit LabDevices(const QueueStore& store) : store_(store) {}

    struct Known {
        std::string id, name, monitor_key;  // of DeviceInfo
    };
    void tell(const std::vector<Known>& devices, const std::vector<DeviceSample>& samples);  // of this machine, in one transaction
    std::vector<LabDevice> all() const;                                                      // by host and device
    std::vector<LabStatistics> statistics(double hours) const;

  private:
    void tell_one(const Known& device, const DeviceSample* sample, const std::string& job);
    void forget_old_ones();

    const QueueStore& store_;
    int told_ = 0;
};

}  // namespace imagelab
