#pragma once
// How each device is doing right now: memory, load, temperature, power, who else uses it. What the system does not tell stays empty.
// NVIDIA through NVML (opened at run time), AMD and Intel through sysfs and DRM's fdinfo, the processor through /proc and hwmon.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace imagelab {

struct DeviceUser {
    int64_t pid = 0;
    std::string name;                     // /proc/PID/comm; empty where it is hidden from us
    std::optional<int64_t> memory_bytes;  // on this device
};

struct DeviceSample {
    std::string key;                                                // stays the same over restarts: PCI address "0000:01:00.0", or "cpu"
    std::string name;                                               // "NVIDIA H100", where the system tells
    std::string source;                                             // "nvml", "amdgpu", "i915", "xe", "proc"
    std::optional<int64_t> memory_total, memory_used, memory_ours;  // bytes; ours: this process
    std::optional<double> load;                                     // 0 to 1, of the computing units
    std::optional<double> temperature;                              // degrees Celsius
    std::optional<double> power, power_limit;                       // watts
    std::vector<DeviceUser> users;                                  // processes that hold memory or a context there, ours too
    std::string fault;  // empty: sound; else what the driver reports, "uncorrected ECC errors: 2"

    std::optional<int64_t> memory_others() const;  // used less ours, never below 0
};

// Where the system's files are; another root is for tests.
struct MonitorOptions {
    std::filesystem::path root = "/";
    std::string nvml_library;  // empty: IMAGELAB_NVML_LIBRARY, else libnvidia-ml.so.1
};

// One source of samples. sample() never throws: a device that fails is a sample with a fault.
class MonitorSource {
  public:
    virtual ~MonitorSource() = default;
    virtual std::vector<DeviceSample> sample() = 0;
};
std::unique_ptr<MonitorSource> make_cpu_source(const MonitorOptions& options);
std::unique_ptr<MonitorSource> make_drm_source(const MonitorOptions& options);
std::unique_ptr<MonitorSource> make_nvml_source(const MonitorOptions& options);  // nullptr without a working NVML

// All devices of the machine, the processor last. Loads need two samples some time apart; the first has none for the processor.
class DeviceMonitor {
  public:
    explicit DeviceMonitor(const MonitorOptions& options = {});
    std::vector<DeviceSample> sample();

  private:
    std::vector<std::unique_ptr<MonitorSource>> sources_;
};

std::string process_name(const std::filesystem::path& root, int64_t pid);

}  // namespace imagelab
