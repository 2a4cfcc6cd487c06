#pragma once
// Whether a device is left alone: what the driver tells of it against thresholds, and who uses it.
#include <string>
#include <vector>

#include "core/device/monitor/monitor.h"

namespace imagelab {

struct IdlePolicy {
    int64_t memory_bytes = int64_t{1} << 30;  // used by whomever, at most; drivers alone hold some hundred MiB
    double load = 0.05;                       // 0 to 1, at most
    // Programs that draw the desktop and leave the rest of the device alone, by /proc/PID/comm.
    std::vector<std::string> harmless{"Xorg",     "Xwayland", "gnome-shell", "kwin_wayland", "kwin_x11", "plasmashell",
                                      "cinnamon", "xfwm4",    "mutter",      "weston",       "sway",     "Hyprland"};
};

struct Idleness {
    enum class State { idle, busy, faulty, untold } state = State::idle;
    std::string reason;  // empty: idle. "4711 blender (anna), 12.0 GiB", "load 98 %", "uncorrected ECC errors: 2"
    bool idle() const { return state == State::idle; }
};
const char* idleness_name(Idleness::State state);

// A device is idle where the driver reports no fault, nobody but `ours` (process numbers) and the harmless holds it, and memory and load
// are below the policy's. One that tells neither memory nor load is not known to be idle. Memory of `ours` does not count.
Idleness idleness(const DeviceSample& sample, const IdlePolicy& policy, const std::vector<int64_t>& ours = {});

// Of a device that is ours to work on, where load and memory are our own doing: a fault and other people's processes only.
Idleness left_to(const std::vector<int64_t>& ours, const DeviceSample& sample, const IdlePolicy& policy);

std::string account_of(int64_t pid);  // whose process it is; empty: hidden

}  // namespace imagelab
