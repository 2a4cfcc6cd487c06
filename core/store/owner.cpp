#include "core/store/owner.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace imagelab {
namespace {

namespace fs = std::filesystem;

struct ProcStat {
    char state = '?';
    int64_t started = 0;
};

// The name in parentheses may hold anything; fields are counted behind its last ')'.
std::optional<ProcStat> proc_stat(int64_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line) || line.rfind(')') == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    ProcStat stat;
    fields >> stat.state;
    std::string skipped;
    for (int field = 4; field <= 21; ++field) fields >> skipped;
    fields >> stat.started;
    return fields ? std::optional(stat) : std::nullopt;
}

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

}  // namespace

ProcessIdentity this_process() {
    ProcessIdentity process;
    process.pid = ::getpid();
    if (const auto stat = proc_stat(process.pid)) process.started = stat->started;
    process.boot = boot_id();
    std::error_code ignored;
    process.place = fs::read_symlink("/proc/self/ns/pid", ignored).string();
    return process;
}

std::string host_name() {
    if (const char* given = std::getenv("IMAGELAB_HOST"); given && *given) return given;
    char name[256] = "";
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] != 0 ? name : "local";
}

std::optional<ProcessIdentity> process_of(int64_t pid) {
    const auto stat = proc_stat(pid);
    if (!stat || stat->state == 'Z' || stat->state == 'X') return std::nullopt;
    ProcessIdentity process = this_process();
    process.pid = pid;
    process.started = stat->started;
    return process;
}

bool is_alive(const ProcessIdentity& process, double seconds_since_heard) {
    const ProcessIdentity self = this_process();
    if (process.boot != self.boot || process.place != self.place) return seconds_since_heard < foreign_timeout_s;
    const auto stat = proc_stat(process.pid);
    return stat && stat->started == process.started && stat->state != 'Z' && stat->state != 'X';
}

}  // namespace imagelab
