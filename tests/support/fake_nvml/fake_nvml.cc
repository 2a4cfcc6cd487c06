// A stand-in for NVIDIA's management library that plays states from a JSON file, named by IMAGELAB_FAKE_NVML and read anew at each
// nvmlDeviceGetCount_v2: {"devices": [{"name", "address", "total", "used", "gpu", "temperature", "power_mw", "limit_mw", "ecc", "lost",
// "compute": [{"pid", "memory"}], "graphics": [...]}]}. A field that is missing answers "not supported".
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace {
using nlohmann::json;
json state;

constexpr int success = 0, not_supported = 3, insufficient_size = 7, gpu_is_lost = 15, unknown = 999;
struct PciInfo {
    char legacy_address[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char address[32];
};
struct MemoryInfo {
    unsigned long long total, free, used;
};
struct Utilization {
    unsigned gpu, memory;
};
struct ProcessInfo {
    unsigned pid;
    unsigned long long memory;
    unsigned gpu_instance, compute_instance;
};

json& device(void* handle) {
    return state["devices"][reinterpret_cast<size_t>(handle) - 1];
}
template <class T>
int answer(void* handle, const char* field, T& value) {
    const json& from = device(handle);
    if (from.value("lost", false)) return gpu_is_lost;
    if (!from.contains(field)) return not_supported;
    value = from[field].get<T>();
    return success;
}
int processes(void* handle, const char* field, unsigned* count, ProcessInfo* found) {
    const json& from = device(handle);
    if (from.value("lost", false)) return gpu_is_lost;
    const json list = from.value(field, json::array());
    const unsigned room = *count;
    *count = static_cast<unsigned>(list.size());
    if (list.size() > room) return insufficient_size;
    for (size_t i = 0; i < list.size(); ++i) {
        found[i] = {list[i]["pid"].get<unsigned>(), list[i].value("memory", ~0ULL), 0, 0};
    }
    return success;
}
}  // namespace

extern "C" {
int nvmlInit_v2() {
    return std::getenv("IMAGELAB_FAKE_NVML") != nullptr ? success : unknown;
}
int nvmlShutdown() {
    return success;
}
const char* nvmlErrorString(int status) {
    return status == unknown ? "Unknown Error" : status == gpu_is_lost ? "GPU is lost" : "Error";
}
int nvmlDeviceGetCount_v2(unsigned* count) {
    std::ifstream in(std::getenv("IMAGELAB_FAKE_NVML"));
    state = json::parse(in, nullptr, false);
    if (state.is_discarded()) return unknown;
    *count = static_cast<unsigned>(state["devices"].size());
    return success;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** handle) {
    *handle = reinterpret_cast<void*>(static_cast<size_t>(index) + 1);
    return device(*handle).value("lost", false) ? gpu_is_lost : success;
}
int nvmlDeviceGetName(void* handle, char* name, unsigned room) {
    std::string text;
    const int status = answer(handle, "name", text);
    std::strncpy(name, text.c_str(), room - 1);
    return status;
}
int nvmlDeviceGetPciInfo_v3(void* handle, PciInfo* pci) {
    std::string text;
    const int status = answer(handle, "address", text);
    std::strncpy(pci->address, text.c_str(), sizeof pci->address - 1);
    return status;
}
int nvmlDeviceGetMemoryInfo(void* handle, MemoryInfo* memory) {
    const int status = answer(handle, "total", memory->total);
    if (status == success) memory->free = memory->total - (memory->used = device(handle).value("used", 0ULL));
    return status;
}
int nvmlDeviceGetUtilizationRates(void* handle, Utilization* use) {
    return answer(handle, "gpu", use->gpu);
}
int nvmlDeviceGetTemperature(void* handle, unsigned, unsigned* value) {
    return answer(handle, "temperature", *value);
}
int nvmlDeviceGetPowerUsage(void* handle, unsigned* value) {
    return answer(handle, "power_mw", *value);
}
int nvmlDeviceGetEnforcedPowerLimit(void* handle, unsigned* value) {
    return answer(handle, "limit_mw", *value);
}
int nvmlDeviceGetComputeRunningProcesses_v3(void* handle, unsigned* count, ProcessInfo* found) {
    return processes(handle, "compute", count, found);
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(void* handle, unsigned* count, ProcessInfo* found) {
    return processes(handle, "graphics", count, found);
}
int nvmlDeviceGetTotalEccErrors(void* handle, unsigned, unsigned, unsigned long long* value) {
    return answer(handle, "ecc", *value);
}
}
