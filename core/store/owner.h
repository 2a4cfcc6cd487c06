#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace imagelab {

// A process as others can tell it apart, also after its number was given to another one.
struct ProcessIdentity {
    int64_t pid = 0;
    int64_t started = 0;      // clock ticks after boot (field 22 of /proc/PID/stat)
    std::string boot, place;  // boot id of the kernel; its namespace of process numbers
    bool operator==(const ProcessIdentity&) const = default;
};

ProcessIdentity this_process();
std::string host_name();  // of this machine, or IMAGELAB_HOST where it goes by another (containers); "local" where it has none
std::optional<ProcessIdentity> process_of(int64_t pid);  // nullopt: it is not there

// Where both run under one kernel and see each other's numbers this is exact and at once, else a process that was heard of within
// `foreign_timeout_s` counts as alive.
bool is_alive(const ProcessIdentity& process, double seconds_since_heard);
constexpr double foreign_timeout_s = 90;

}  // namespace imagelab
