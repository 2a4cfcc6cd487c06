#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "core/base/memory.h"
#include "core/device/monitor/monitor.h"
#include "core/device/monitor/system_files.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// The processor and the main memory.
class CpuSource final : public MonitorSource {
  public:
    explicit CpuSource(fs::path root) : root_(std::move(root)) {}

    std::vector<DeviceSample> sample() override {
        DeviceSample sample{.key = "cpu", .name = model_name(), .source = "proc"};
        if (const auto total = memory_line("MemTotal:")) {
            sample.memory_total = total;
            if (const auto available = memory_line("MemAvailable:")) sample.memory_used = *total - *available;
        }
        sample.memory_ours = private_bytes();
        sample.load = load();
        sample.temperature = temperature();
        sample.users.push_back({::getpid(), process_name(root_, ::getpid()), sample.memory_ours});
        return {sample};
    }

  private:
    std::string model_name() const {
        std::ifstream in(root_ / "proc/cpuinfo");
        for (std::string line; std::getline(in, line);) {
            const size_t colon = line.find(':');
            if (line.starts_with("model name") && colon != std::string::npos && colon + 2 < line.size()) return line.substr(colon + 2);
        }
        return "processor";
    }

    std::optional<int64_t> memory_line(const std::string& key) const {
        std::ifstream in(root_ / "proc/meminfo");
        for (std::string word; in >> word;) {
            int64_t kib = 0;
            if (word == key && in >> kib) return kib * 1024;
        }
        return std::nullopt;
    }

    // Share of the time since the last sample in which the cores worked (proc_stat(5): the fourth and fifth number are idle and iowait).
    std::optional<double> load() {
        std::ifstream in(root_ / "proc/stat");
        std::string word;
        in >> word;
        double all = 0, idle = 0, value = 0;
        for (int i = 0; i < 8 && in >> value; ++i) {
            all += value;
            if (i == 3 || i == 4) idle += value;
        }
        const double passed = all - all_, rested = idle - idle_;
        const bool first = all_ == 0;
        all_ = all;
        idle_ = idle;
        if (first || passed <= 0) return std::nullopt;
        return std::clamp(1 - rested / passed, 0.0, 1.0);
    }

    // coretemp (Intel), k10temp (AMD) and cpu_thermal (ARM) are the processor's own sensors; others sit elsewhere on the board.
    std::optional<double> temperature() const {
        std::error_code error;
        for (const auto& folder : fs::directory_iterator(root_ / "sys/class/hwmon", error)) {
            const auto name = first_line(folder.path() / "name");
            if (name != "coretemp" && name != "k10temp" && name != "cpu_thermal") continue;
            if (const auto milli = file_number(folder.path() / "temp1_input")) return static_cast<double>(*milli) / 1000;
        }
        return std::nullopt;
    }

    fs::path root_;
    double all_ = 0, idle_ = 0;
};

}  // namespace

std::unique_ptr<MonitorSource> make_cpu_source(const MonitorOptions& options) {
    return std::make_unique<CpuSource>(options.root);
}

}  // namespace imagelab
