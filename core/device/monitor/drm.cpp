#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/device/monitor/monitor.h"
#include "core/device/monitor/system_files.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int64_t vendor_amd = 0x1002, vendor_intel = 0x8086;

bool is_card(const std::string& name) {  // "card0", not "card0-DP-1"
    return name.starts_with("card") && name.size() > 4 && name.find_first_not_of("0123456789", 4) == std::string::npos;
}

// Processes with an open DRM client and their device memory, from /proc/PID/fdinfo (Linux: Documentation/gpu/drm-usage-stats.rst).
class Clients {
  public:
    explicit Clients(const fs::path& root) {
        std::error_code error;
        for (const auto& process : fs::directory_iterator(root / "proc", error)) {
            const std::string pid = process.path().filename();
            if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
            std::error_code hidden;
            for (const auto& file : fs::directory_iterator(process.path() / "fdinfo", hidden)) read(file.path(), std::stoll(pid));
        }
    }

    std::vector<DeviceUser> users(const fs::path& root, const std::string& address) const {
        std::vector<DeviceUser> found;
        const auto device = bytes_.find(address);
        if (device == bytes_.end()) return found;
        for (const auto& [pid, bytes] : device->second) found.push_back({pid, process_name(root, pid), bytes});
        return found;
    }

  private:
    void read(const fs::path& file, int64_t pid) {
        std::ifstream in(file);
        std::string address, client;
        int64_t total = 0, legacy = 0;
        for (std::string line; std::getline(in, line);) {
            const size_t colon = line.find(':');
            if (!line.starts_with("drm-") || colon == std::string::npos) continue;
            const std::string key = line.substr(4, colon - 4);
            std::istringstream rest(line.substr(colon + 1));
            if (key == "pdev") rest >> address;
            if (key == "client-id") rest >> client;
            if (key == "memory-vram") legacy += amount(rest);
            if (key.starts_with("total-vram") || key.starts_with("total-local")) total += amount(rest);
        }
        if (address.empty() || !seen_.insert(address + " " + std::to_string(pid) + " " + client).second) return;
        bytes_[address][pid] += total > 0 ? total : legacy;
    }

    static int64_t amount(std::istringstream& text) {
        int64_t value = 0;
        std::string unit;
        text >> value >> unit;
        return unit == "KiB" ? value << 10 : unit == "MiB" ? value << 20 : value;
    }

    std::set<std::string> seen_;  // a client is shown once for each of its descriptors
    std::map<std::string, std::map<int64_t, int64_t>> bytes_;
};

// AMD and Intel cards. amdgpu: Documentation/gpu/amdgpu/driver-misc.rst and thermal.rst; i915 and xe: hwmon only, memory from the clients.
class DrmSource final : public MonitorSource {
  public:
    explicit DrmSource(fs::path root) : root_(std::move(root)) {}

    std::vector<DeviceSample> sample() override {
        std::vector<DeviceSample> samples;
        std::vector<fs::path> cards;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(root_ / "sys/class/drm", error)) {
            if (!is_card(entry.path().filename())) continue;
            const auto vendor = file_number(entry.path() / "device/vendor");
            if (vendor == vendor_amd || vendor == vendor_intel) cards.push_back(entry.path() / "device");
        }
        if (cards.empty()) return samples;
        std::sort(cards.begin(), cards.end());
        const Clients clients(root_);
        for (const fs::path& device : cards) samples.push_back(look(device, clients));
        return samples;
    }

  private:
    DeviceSample look(const fs::path& device, const Clients& clients) {
        std::error_code error;
        const bool amd = file_number(device / "vendor") == vendor_amd;
        DeviceSample sample;
        sample.key = fs::canonical(device, error).filename();
        const fs::path driver = fs::read_symlink(device / "driver", error).filename();
        sample.source = driver.empty() ? (amd ? "amdgpu" : "i915") : driver.string();
        sample.name = first_line(device / "product_name").value_or("");
        if (sample.name.empty()) sample.name = amd ? "AMD GPU" : "Intel GPU";
        sample.memory_total = file_number(device / "mem_info_vram_total");
        sample.memory_used = file_number(device / "mem_info_vram_used");
        if (const auto percent = file_number(device / "gpu_busy_percent")) sample.load = static_cast<double>(*percent) / 100;
        if (const auto milli = hwmon_number(device / "hwmon", "temp", "input")) sample.temperature = static_cast<double>(*milli) / 1000;
        sample.power = power(device, sample.key);
        if (const auto micro = hwmon_number(device / "hwmon", "power", "cap"))
            sample.power_limit = static_cast<double>(*micro) / 1e6;
        else if (const auto rated = hwmon_number(device / "hwmon", "power", "max"))
            sample.power_limit = static_cast<double>(*rated) / 1e6;
        sample.users = clients.users(root_, sample.key);
        int64_t held = 0;
        for (const DeviceUser& user : sample.users) {
            held += user.memory_bytes.value_or(0);
            if (user.pid == ::getpid()) sample.memory_ours = user.memory_bytes;
        }
        if (!sample.memory_used && held > 0) sample.memory_used = held;
        return sample;
    }

    // Watts: told directly, or the energy counter's growth since the last sample (i915, xe).
    std::optional<double> power(const fs::path& device, const std::string& key) {
        for (const char* what : {"average", "input"}) {
            if (const auto micro = hwmon_number(device / "hwmon", "power", what)) return static_cast<double>(*micro) / 1e6;
        }
        const auto energy = hwmon_number(device / "hwmon", "energy", "input");
        if (!energy) return std::nullopt;
        const auto now = Clock::now();
        const auto last = energy_.find(key);
        std::optional<double> watts;
        if (last != energy_.end()) {
            const double seconds = std::chrono::duration<double>(now - last->second.first).count();
            if (seconds > 0 && *energy >= last->second.second) watts = static_cast<double>(*energy - last->second.second) / 1e6 / seconds;
        }
        energy_[key] = {now, *energy};
        return watts;
    }

    fs::path root_;
    std::map<std::string, std::pair<Clock::time_point, int64_t>> energy_;  // microjoules
};

}  // namespace

std::unique_ptr<MonitorSource> make_drm_source(const MonitorOptions& options) {
    return std::make_unique<DrmSource>(options.root);
}

}  // namespace imagelab
