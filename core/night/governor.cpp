#include "core/night/governor.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/thread.h"

namespace imagelab {
namespace {

using namespace std::chrono_literals;

double clock_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void sleep_for(double seconds, const CancelToken& stop) {
    const double until = clock_s() + seconds;
    while (clock_s() < until && !stop.requested()) std::this_thread::sleep_for(10ms);
}

std::string whole(double value, const char* unit) {
    return std::to_string(std::lround(value)) + unit;
}

}  // namespace

void RestRules::saw(const DeviceSample& sample, double now) {
    temperature_ = sample.temperature;
    if (sample.power) {
        const double share = seen_ && mean_watts_ ? 1 - std::exp(-(now - *seen_) / power_window_s) : 1;
        mean_watts_ = mean_watts_ ? *mean_watts_ + share * (*sample.power - *mean_watts_) : *sample.power;
    } else {
        mean_watts_.reset();
    }
    seen_ = now;
}

void RestRules::worked(double seconds) {
    if (limits_.duty < 1) debt_s_ += seconds * (1 / limits_.duty - 1);
}

double RestRules::rest(double now) {
    if (resting_since_) debt_s_ = std::max(0.0, debt_s_ - (now - *resting_since_));
    resting_since_.reset();
    if (limits_.max_temperature && temperature_)
        hot_ = *temperature_ >= *limits_.max_temperature || (hot_ && *temperature_ > *limits_.max_temperature - cooler);
    if (limits_.max_temperature && !temperature_) hot_ = false;
    if (limits_.max_watts)
        drawing_ = mean_watts_ && (*mean_watts_ > *limits_.max_watts || (drawing_ && *mean_watts_ > lower_power * *limits_.max_watts));
    reason_.clear();
    if (hot_)
        reason_ = whole(*temperature_, " °C");
    else if (drawing_)
        reason_ = whole(*mean_watts_, " W");
    else if (debt_s_ >= 0.05)
        reason_ = "duty of " + whole(limits_.duty * 100, " %");
    if (reason_.empty()) return 0;
    resting_since_ = now;
    return hot_ || drawing_ ? look_again_s : std::min(debt_s_, look_again_s);
}

Governor::Governor(GovernorLimits limits, std::map<std::string, std::string> keys, std::function<void(const std::string&)> told,
                   const MonitorOptions& monitor, const std::optional<GovernorClock>& clock)
    : limits_(limits), told_(std::move(told)), clock_(clock.value_or(GovernorClock{clock_s, sleep_for})), monitor_(monitor) {
    for (auto& [device, key] : keys) devices_.emplace(device, Watched{key, RestRules(limits), std::nullopt});
    look();
    for (auto& [device, watched] : devices_) {
        if (!told_) break;
        if (limits_.max_temperature && !(watched.sample && watched.sample->temperature))
            told_(device + " does not tell its temperature: --max-temp does not limit it");
        // A processor's or Intel card's power is the growth of a counter, seen from the second look on.
        if (limits_.max_watts && watched.key == "cpu") told_(device + " does not tell its power: --max-watts does not limit it");
    }
    if (clock) return;
    thread_ = start_thread("the watch over devices", [this] {
        for (sleep_for(1, stop_); !stop_.requested(); sleep_for(1, stop_)) guarded("a look at the devices", [this] { look(); })();
    });
}

Governor::~Governor() {
    stop_.request();
    if (thread_.joinable()) thread_.join();
}

void Governor::look() {
    const auto samples = monitor_.sample();
    const double now = clock_.now();
    const std::lock_guard lock(mutex_);
    for (auto& [device, watched] : devices_) {
        watched.sample.reset();
        for (const DeviceSample& sample : samples) {
            if (sample.key != watched.key) continue;
            watched.sample = sample;
            watched.rules.saw(sample, now);
        }
    }
}

double Governor::next_rest(Watched& watched, const std::string& device) {
    const double rest = watched.rules.rest(clock_.now());
    const bool rests = rest > 0 && watched.rules.reason().find("duty") == std::string::npos;
    if (rests && !watched.told && told_) told_(device + " rests: " + watched.rules.reason());
    watched.told = rests;
    return rest;
}

void Governor::wait(const std::string& device, bool working, const CancelToken& stop) {
    if (!limits_.any()) return;
    {
        const std::lock_guard lock(mutex_);
        const auto found = devices_.find(device);
        if (found == devices_.end()) return;
        Watched& watched = found->second;
        if (working && watched.asked > 0) watched.rules.worked(clock_.now() - watched.asked);
    }
    for (;;) {
        double rest = 0;
        {
            const std::lock_guard lock(mutex_);
            Watched& watched = devices_.at(device);
            rest = stop.requested() ? 0 : next_rest(watched, device);
            if (rest <= 0) {
                watched.asked = clock_.now();
                return;
            }
            watched.rested += rest;
        }
        clock_.sleep(rest, stop);
    }
}

std::optional<DeviceSample> Governor::latest(const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto found = devices_.find(device);
    return found == devices_.end() ? std::nullopt : found->second.sample;
}

double Governor::rested_s(const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto found = devices_.find(device);
    return found == devices_.end() ? 0 : found->second.rested;
}

}  // namespace imagelab
