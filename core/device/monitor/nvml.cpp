// NVIDIA Management Library, opened at run time. Declarations after NVIDIA's NVML API reference (nvml.h, API version 12).
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/utf8.h"
#include "core/device/monitor/monitor.h"

namespace imagelab {
namespace {

using NvmlDevice = void*;
using Status = int;
constexpr Status success = 0, not_supported = 3, no_permission = 4, insufficient_size = 7, gpu_is_lost = 15;
constexpr unsigned sensor_gpu = 0, error_uncorrected = 1, counter_volatile = 0;
constexpr unsigned long long not_available = ~0ULL;

struct PciInfo {
    char legacy_address[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char address[32];  // "00000000:01:00.0"
};
struct MemoryInfo {
    unsigned long long total, free, used;
};
struct Utilization {
    unsigned gpu, memory;  // percent
};
struct ProcessInfo {
    unsigned pid;
    unsigned long long memory;
    unsigned gpu_instance, compute_instance;
};

struct Library {
    Status (*init)() = nullptr;
    Status (*shutdown)() = nullptr;
    const char* (*error_string)(Status) = nullptr;
    Status (*count)(unsigned*) = nullptr;
    Status (*handle)(unsigned, NvmlDevice*) = nullptr;
    Status (*name)(NvmlDevice, char*, unsigned) = nullptr;
    Status (*pci)(NvmlDevice, PciInfo*) = nullptr;
    Status (*memory)(NvmlDevice, MemoryInfo*) = nullptr;
    Status (*utilization)(NvmlDevice, Utilization*) = nullptr;
    Status (*temperature)(NvmlDevice, unsigned, unsigned*) = nullptr;
    Status (*power)(NvmlDevice, unsigned*) = nullptr;        // milliwatts
    Status (*power_limit)(NvmlDevice, unsigned*) = nullptr;  // milliwatts
    Status (*compute_processes)(NvmlDevice, unsigned*, ProcessInfo*) = nullptr;
    Status (*graphics_processes)(NvmlDevice, unsigned*, ProcessInfo*) = nullptr;
    Status (*ecc_errors)(NvmlDevice, unsigned, unsigned, unsigned long long*) = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

// NVML writes the PCI domain with eight digits, Linux with four.
std::string linux_address(const std::string& address) {
    const size_t colon = address.find(':');
    return ascii_lower(colon > 4 && colon != std::string::npos ? address.substr(colon - 4) : address);
}

class NvmlSource final : public MonitorSource {
  public:
    NvmlSource(void* handle, Library library, std::filesystem::path root) : handle_(handle), library_(library), root_(std::move(root)) {}
    ~NvmlSource() override {
        library_.shutdown();
        ::dlclose(handle_);
    }

    std::vector<DeviceSample> sample() override {
        std::vector<DeviceSample> samples;
        unsigned count = 0;
        if (library_.count(&count) != success) return samples;
        for (unsigned i = 0; i < count; ++i) samples.push_back(look(i));
        return samples;
    }

  private:
    DeviceSample look(unsigned index) {
        // A lost device may have no address any more: keep the one it had.
        if (index >= addresses_.size()) addresses_.resize(index + 1, "nvidia:" + std::to_string(index));
        DeviceSample sample{.key = addresses_[index], .name = "NVIDIA GPU", .source = "nvml"};
        NvmlDevice device = nullptr;
        if (!ask(sample, library_.handle(index, &device))) return sample;
        PciInfo pci{};
        if (ask(sample, library_.pci(device, &pci))) sample.key = addresses_[index] = linux_address(pci.address);
        char name[96] = "";
        if (ask(sample, library_.name(device, name, sizeof name))) sample.name = name;
        MemoryInfo memory{};
        if (ask(sample, library_.memory(device, &memory))) {
            sample.memory_total = static_cast<int64_t>(memory.total);
            sample.memory_used = static_cast<int64_t>(memory.used);
        }
        Utilization use{};
        if (ask(sample, library_.utilization(device, &use))) sample.load = use.gpu / 100.0;
        unsigned value = 0;
        if (ask(sample, library_.temperature(device, sensor_gpu, &value))) sample.temperature = value;
        if (ask(sample, library_.power(device, &value))) sample.power = value / 1000.0;
        if (ask(sample, library_.power_limit(device, &value))) sample.power_limit = value / 1000.0;
        unsigned long long errors = 0;
        if (ask(sample, library_.ecc_errors(device, error_uncorrected, counter_volatile, &errors)) && errors > 0) {
            sample.fault = "uncorrected ECC errors: " + std::to_string(errors);
        }
        add_users(sample, device, library_.compute_processes);
        add_users(sample, device, library_.graphics_processes);
        return sample;
    }

    // True where the answer is there. What a card cannot tell is no fault; everything else is.
    bool ask(DeviceSample& sample, Status status) const {
        if (status == success) return true;
        if (status != not_supported && status != no_permission && sample.fault.empty()) {
            sample.fault =
                status == gpu_is_lost ? "the device was lost (NVML: GPU is lost)" : std::string("NVML: ") + library_.error_string(status);
        }
        return false;
    }

    void add_users(DeviceSample& sample, NvmlDevice device, Status (*list)(NvmlDevice, unsigned*, ProcessInfo*)) const {
        std::vector<ProcessInfo> found(32);
        unsigned count = static_cast<unsigned>(found.size());
        Status status = list(device, &count, found.data());
        while (status == insufficient_size && count < 1 << 16) {
            found.resize(count + 32);
            count = static_cast<unsigned>(found.size());
            status = list(device, &count, found.data());
        }
        if (!ask(sample, status)) return;
        for (unsigned i = 0; i < count; ++i) {
            const int64_t pid = found[i].pid;
            DeviceUser user{pid, process_name(root_, pid)};
            if (found[i].memory != not_available) user.memory_bytes = static_cast<int64_t>(found[i].memory);
            if (pid == ::getpid()) sample.memory_ours = user.memory_bytes;
            const bool known =
                std::any_of(sample.users.begin(), sample.users.end(), [&](const DeviceUser& other) { return other.pid == pid; });
            if (!known) sample.users.push_back(std::move(user));
        }
    }

    void* handle_;
    Library library_;
    std::filesystem::path root_;
    std::vector<std::string> addresses_;
};

}  // namespace

std::unique_ptr<MonitorSource> make_nvml_source(const MonitorOptions& options) {
    std::string file = options.nvml_library;
    if (const char* chosen = std::getenv("IMAGELAB_NVML_LIBRARY"); file.empty() && chosen != nullptr) file = chosen;
    if (file.empty()) file = "libnvidia-ml.so.1";
    void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return nullptr;
    Library nvml;
    const bool whole = find(handle, "nvmlInit_v2", nvml.init) && find(handle, "nvmlShutdown", nvml.shutdown) &&
                       find(handle, "nvmlErrorString", nvml.error_string) && find(handle, "nvmlDeviceGetCount_v2", nvml.count) &&
                       find(handle, "nvmlDeviceGetHandleByIndex_v2", nvml.handle) && find(handle, "nvmlDeviceGetName", nvml.name) &&
                       find(handle, "nvmlDeviceGetPciInfo_v3", nvml.pci) && find(handle, "nvmlDeviceGetMemoryInfo", nvml.memory) &&
                       find(handle, "nvmlDeviceGetUtilizationRates", nvml.utilization) &&
                       find(handle, "nvmlDeviceGetTemperature", nvml.temperature) && find(handle, "nvmlDeviceGetPowerUsage", nvml.power) &&
                       find(handle, "nvmlDeviceGetEnforcedPowerLimit", nvml.power_limit) &&
                       find(handle, "nvmlDeviceGetComputeRunningProcesses_v3", nvml.compute_processes) &&
                       find(handle, "nvmlDeviceGetGraphicsRunningProcesses_v3", nvml.graphics_processes) &&
                       find(handle, "nvmlDeviceGetTotalEccErrors", nvml.ecc_errors);
    if (!whole || nvml.init() != success) {
        ::dlclose(handle);
        return nullptr;
    }
    return std::make_unique<NvmlSource>(handle, nvml, options.root);
}

}  // namespace imagelab
