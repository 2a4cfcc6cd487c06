#include "core/device/monitor/monitor.h"

#include <algorithm>
#include <fstream>

namespace imagelab {

std::optional<int64_t> DeviceSample::memory_others() const {
    if (!memory_used) return std::nullopt;
    return std::max<int64_t>(0, *memory_used - memory_ours.value_or(0));
}

std::string process_name(const std::filesystem::path& root, int64_t pid) {
    std::ifstream in(root / "proc" / std::to_string(pid) / "comm");
    std::string name;
    std::getline(in, name);
    return name;
}

DeviceMonitor::DeviceMonitor(const MonitorOptions& options) {
    if (auto nvml = make_nvml_source(options)) sources_.push_back(std::move(nvml));
    sources_.push_back(make_drm_source(options));
    sources_.push_back(make_cpu_source(options));
}

std::vector<DeviceSample> DeviceMonitor::sample() {
    std::vector<DeviceSample> samples;
    for (const auto& source : sources_) {
        for (DeviceSample& sample : source->sample()) {
            const bool known =
                std::any_of(samples.begin(), samples.end(), [&](const DeviceSample& other) { return other.key == sample.key; });
            if (!known) samples.push_back(std::move(sample));
        }
    }
    return samples;
}

}  // namespace imagelab
