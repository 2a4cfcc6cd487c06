#include "core/device/monitor/idle.h"

#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/bytes.h"

namespace imagelab {
namespace {

template <class T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string who(const DeviceUser& user) {
    const std::string account = account_of(user.pid);
    return std::to_string(user.pid) + (user.name.empty() ? "" : " " + user.name) + (account.empty() ? "" : " (" + account + ")") +
           (user.memory_bytes ? ", " + readable_bytes(*user.memory_bytes) : "");
}

}  // namespace

const char* idleness_name(Idleness::State state) {
    constexpr const char* names[] = {"idle", "busy", "faulty", "untold"};
    return names[static_cast<int>(state)];
}

std::string account_of(int64_t pid) {
    struct stat owner {};
    if (::stat(("/proc/" + std::to_string(pid)).c_str(), &owner) != 0) return "";
    passwd entry{}, *found = nullptr;
    char room[4096];
    if (::getpwuid_r(owner.st_uid, &entry, room, sizeof room, &found) != 0 || found == nullptr) return std::to_string(owner.st_uid);
    return found->pw_name;
}

Idleness left_to(const std::vector<int64_t>& ours, const DeviceSample& sample, const IdlePolicy& policy) {
    using State = Idleness::State;
    if (!sample.fault.empty()) return {State::faulty, sample.fault};
    std::string others;
    for (const DeviceUser& user : sample.users) {
        if (!contains(ours, user.pid) && !contains(policy.harmless, user.name)) others += (others.empty() ? "" : "; ") + who(user);
    }
    return others.empty() ? Idleness{} : Idleness{State::busy, others};
}

Idleness idleness(const DeviceSample& sample, const IdlePolicy& policy, const std::vector<int64_t>& ours) {
    using State = Idleness::State;
    if (const Idleness left = left_to(ours, sample, policy); !left.idle()) return left;
    int64_t own_bytes = 0;
    bool working = false;
    for (const DeviceUser& user : sample.users) {
        if (!contains(ours, user.pid)) continue;
        working = true;
        own_bytes += user.memory_bytes.value_or(0);
    }
    if (!sample.memory_used && !sample.load) return {State::untold, "the system does not tell how busy it is"};
    if (sample.memory_used && *sample.memory_used - own_bytes > policy.memory_bytes)
        return {State::busy, readable_bytes(*sample.memory_used - own_bytes) + " of memory are used"};
    if (sample.load && *sample.load > policy.load && !working)
        return {State::busy, "load " + std::to_string(std::lround(*sample.load * 100)) + " %"};
    return {};
}

}  // namespace imagelab
