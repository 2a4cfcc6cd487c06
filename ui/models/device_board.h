#pragma once
// What the dashboard shows of each device, put together without a window.
#include <QString>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/device/monitor/monitor.h"
#include "core/jobs/holding.h"
#include "core/store/device_history.h"
#include "ui/bridge/session_bridge.h"

namespace imagelab {

// One look at the machine, off the window's thread.
struct DeviceLook {
    double time = 0;  // seconds since 1970
    std::vector<Session::DeviceInfo> devices;
    std::vector<DeviceSample> samples;
    std::vector<DeviceHolding> holdings;
    std::vector<ModelUse> uses;  // of models, used last first
};

// Memory of a device in bytes, as the bar shows it from left to right; what is not told is 0.
struct MemoryShares {
    int64_t total = 0, ours = 0, others = 0;
    int64_t predicted = 0;  // what the request being edited takes beyond `ours`
    int64_t free() const { return std::max<int64_t>(0, total - ours - others); }
    bool fits() const { return predicted <= free(); }
};

struct DeviceState {
    QString key, id;      // of the sample ("cpu", a PCI address) and of the session ("vulkan:0"); empty: only the other knows it
    QString name, about;  // about: driver and capabilities
    MemoryShares memory;
    std::optional<double> load, temperature, power, power_limit;  // 0..1, degrees Celsius, watts
    QString fault;                                                // of the driver
    QString holds;                                                // "tiny64 (bf16) 120 MiB"; empty: nothing
    JobId job = 0;                                                // that runs there
};

// The devices of the session, each with the sample of the same machine part: the processor by its key, others by name and order. Parts
// that only the monitor sees come last.
std::vector<DeviceState> device_states(const DeviceLook& look, const std::optional<JobPlan>& plan);

QString memory_text(const MemoryShares& memory);  // "ours 1.2 GiB, others 4 GiB, this request 2.1 GiB more, 16 GiB free of 23.4 GiB"
QString facts_text(const DeviceState& device);    // "load 34 % · 61 °C · 215 of 700 W"

// The last hour of each device, by key.
class DeviceTimeline {
  public:
    static constexpr double span_s = 3600;
    void seed(const std::string& key, const std::vector<HistoryPoint>& points);
    void add(const DeviceLook& look);
    const std::deque<HistoryPoint>& of(const QString& key) const;

  private:
    std::map<std::string, std::deque<HistoryPoint>> points_;
};

}  // namespace imagelab
