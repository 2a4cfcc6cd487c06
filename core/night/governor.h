#pragma once
// Lets devices rest through the night: a temperature, a power or a share of the time that is not to be exceeded. Works with what the device
// monitor tells of any vendor; what a device does not tell cannot limit it.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/cancel.h"
#include "core/device/monitor/monitor.h"

namespace imagelab {

struct GovernorLimits {
    std::optional<double> max_temperature;  // degrees Celsius
    std::optional<double> max_watts;        // mean over about a minute
    double duty = 1;                        // share of the time that a device may work, above 0 to 1
    bool any() const { return max_temperature || max_watts || duty < 1; }
};

// The rules for one device, on whatever clock the caller has (seconds).
class RestRules {
  public:
    explicit RestRules(GovernorLimits limits) : limits_(limits) {}

    void saw(const DeviceSample& sample, double now);
    void worked(double seconds);                           // since it last asked
    double rest(double now);                               // seconds to rest before it asks again; 0: go on
    const std::string& reason() const { return reason_; }  // of the rest; empty: none

    static constexpr double cooler = 5;         // degrees below the limit before it goes on
    static constexpr double lower_power = 0.9;  // of the limit before it goes on
    static constexpr double power_window_s = 60;
    static constexpr double look_again_s = 0.5;

  private:
    GovernorLimits limits_;
    std::optional<double> temperature_, mean_watts_, seen_, resting_since_;
    double debt_s_ = 0;
    bool hot_ = false, drawing_ = false;
    std::string reason_;
};

// A clock of one's own, for tests.
struct GovernorClock {
    std::function<double()> now;                                         // seconds
    std::function<void(double seconds, const CancelToken& stop)> sleep;  // a stop may end it early
};

// One RestRules a device, and a thread that looks at the devices every second.
class Governor {
  public:
    // keys: device id -> DeviceSample::key. `told` hears "cpu rests: 91 °C" and, once, that a device does not tell what a limit needs.
    // With a clock of the caller's there is no thread: the caller looks.
    Governor(GovernorLimits limits, std::map<std::string, std::string> keys, std::function<void(const std::string&)> told,
             const MonitorOptions& monitor = {}, const std::optional<GovernorClock>& clock = {});
    ~Governor();
    Governor(const Governor&) = delete;
    Governor& operator=(const Governor&) = delete;

    // Called in the device's thread before a job (`working` false) and behind each step: returns when it may go on or `stop` is asked for.
    void wait(const std::string& device, bool working, const CancelToken& stop);
    void look();                                                          // takes a sample of every device
    std::optional<DeviceSample> latest(const std::string& device) const;  // none: the system told nothing of it at the last look
    double rested_s(const std::string& device) const;

  private:
    struct Watched {
        std::string key;
        RestRules rules;
        std::optional<DeviceSample> sample;
        double asked = 0, rested = 0;  // 0: not yet
        bool told = false;
    };
    double next_rest(Watched& watched, const std::string& device);

    const GovernorLimits limits_;
    const std::function<void(const std::string&)> told_;
    const GovernorClock clock_;
    mutable std::mutex mutex_;
    std::map<std::string, Watched> devices_;
    DeviceMonitor monitor_;
    CancelToken stop_;
    std::thread thread_;
};

}  // namespace imagelab
