#pragma once
#include <memory>
#include <vector>

#include "core/device/device.h"
#include "core/request/request.h"

namespace imagelab {

// Every device of this machine, the best first; "auto" is the first. threads: of the processor, 0: one a core.
// Throws Error where the system starts too few threads for them.
std::vector<std::unique_ptr<Device>> make_devices(int threads);

// The device a command runs on: "auto" or an id, and arithmetic it has. The message says what there is.
Result<Device*> device_for(const std::vector<std::unique_ptr<Device>>& devices, const std::string& id, std::optional<DType> dtype);

// Whether the request names a device that is there and arithmetic it has; the message says what there is.
Result<void> check_device(const Request& request, const std::vector<DeviceInfo>& devices);

}  // namespace imagelab
