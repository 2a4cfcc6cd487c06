#include "core/night/list_schedule.h"

#include <algorithm>

namespace imagelab {

bool should_begin(double own_seconds, int waiting, std::vector<DevicePace> others) {
    constexpr double shortest = 1e-3;
    const auto done_at = [&](const DevicePace& device) { return device.busy_s + std::max(device.seconds, shortest); };
    for (int job = 0; job < waiting; ++job) {
        const auto next =
            std::min_element(others.begin(), others.end(), [&](const auto& a, const auto& b) { return done_at(a) < done_at(b); });
        if (next == others.end() || done_at(*next) >= own_seconds) return true;
        next->busy_s = done_at(*next);
    }
    return false;
}

}  // namespace imagelab
