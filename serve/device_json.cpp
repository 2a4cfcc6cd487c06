#include "serve/device_json.h"

#include <nlohmann/json.hpp>

#include "core/base/utf8.h"

namespace imagelab::serve {

using nlohmann::json;

namespace {

std::string vendor_of(const DeviceInfo& device) {
    constexpr std::pair<const char*, const char*> words[] = {
        {"llvmpipe", "Mesa"},   {"lavapipe", "Mesa"}, {"swiftshader", "Google"}, {"nvidia", "NVIDIA"}, {"geforce", "NVIDIA"},
        {"amd", "AMD"},         {"radeon", "AMD"},    {"intel", "Intel"},        {"apple", "Apple"},   {"qualcomm", "Qualcomm"},
        {"adreno", "Qualcomm"}, {"mali", "Arm"},      {"neoverse", "Arm"},       {"cortex", "Arm"}};
    const std::string told = ascii_lower(device.name + " " + device.driver);
    for (const auto& [word, vendor] : words) {
        if (told.find(word) != told.npos) return vendor;
    }
    return "unknown";
}

}  // namespace

json device_json(const DeviceInfo& device) {
    json dtypes = json::array();
    for (const DType dtype : device.dtypes) dtypes.push_back(dtype_name(dtype));
    return {{"id", device.id},
            {"name", device.name},
            {"kind", device.kind},
            {"driver", device.driver},
            {"features", device.features},
            {"dtypes", dtypes},
            {"int8", device.int8 ? json(device.int8_by) : json()},
            {"memory_total_bytes", device.memory_total},
            {"memory_free_bytes", device.memory_free},
            {"own_memory", device.own_memory},
            {"threads", device.threads}};
}

json device_with_memory_json(const DeviceInfo& device) {
    json out = device_json(device);
    const bool dedicated = device.kind == "discrete";
    out["vendor"] = vendor_of(device);
    out["dedicated_memory_bytes"] = dedicated ? device.memory_total : 0;
    out["shared_memory_bytes"] = dedicated ? 0 : device.memory_total;
    return out;
}

json lab_device_json(const LabDevice& device) {
    const auto told = [](const auto& value) { return value ? json(*value) : json(); };
    return {{"host", device.host},
            {"device_id", device.device},
            {"name", device.name},
            {"state", device.state},
            {"available", device.available},
            {"reason", device.reason},
            {"temperature_c", told(device.temperature_c)},
            {"load_percent", told(device.load_percent)},
            {"power_watts", told(device.power_watts)},
            {"memory_used_bytes", told(device.memory_used)},
            {"memory_total_bytes", told(device.memory_total)},
            {"silent_s", device.silent_s}};
}

}  // namespace imagelab::serve
