#pragma once
// What the device monitor saw, kept in the store: every sample of the last hour, one a minute for thirty days.
#include <string>
#include <vector>

#include "core/device/monitor/monitor.h"
#include "core/store/sqlite.h"

namespace imagelab {

// One moment, or one minute: then memory is the largest, the others are means.
struct HistoryPoint {
    double time = 0;  // seconds since 1970
    std::optional<int64_t> memory_used, memory_ours;
    std::optional<double> load, temperature, power;
};

// Over a span of time; what was never told stays empty.
struct DeviceStatistics {
    std::string device, name;  // DeviceSample::key and name
    int64_t samples = 0;
    double first = 0, last = 0;
    std::optional<int64_t> memory_total, memory_peak, ours_peak;
    std::optional<double> load_mean, temperature_peak, power_mean, energy_wh;
};

class DeviceHistory {
  public:
    explicit DeviceHistory(const Database& store) : store_(store) {}

    void add(const std::vector<DeviceSample>& samples, double now);  // in one transaction; thins what is old now and then
    std::vector<HistoryPoint> points(const std::string& device, double from, double to) const;  // in order of time
    std::vector<DeviceStatistics> statistics(double from, double to) const;                     // of every device seen there
    void thin(double now);

  private:
    const Database& store_;
    double thinned_ = 0;
};

// The tables above, a migration of the store (store.cpp).
extern const char* const device_history_tables;

}  // namespace imagelab
