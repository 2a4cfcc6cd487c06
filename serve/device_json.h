#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/device/device_info.h"
#include "core/store/lab_devices.h"

namespace imagelab::serve {

nlohmann::json device_json(const DeviceInfo& device);  // as `imagelab devices --json` prints it
// The same with its vendor, and the memory that is its own and that it shares with the processor.
nlohmann::json device_with_memory_json(const DeviceInfo& device);
// Of a machine that shares the store; null where it does not tell.
nlohmann::json lab_device_json(const LabDevice& device);

}  // namespace imagelab::serve
