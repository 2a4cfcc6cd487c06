#include "app/devices.h"

#include <algorithm>

#include "core/cpu/cpu_device.h"

namespace imagelab {

std::vector<std::unique_ptr<Device>> make_devices(int threads) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device(threads));
    return devices;
}

Result<void> check_device(const Request& request, const std::vector<DeviceInfo>& devices) {
    std::string ids;
    for (const DeviceInfo& device : devices) ids += (ids.empty() ? "" : ", ") + device.id;
    const auto wanted = [&](const DeviceInfo& device) { return request.device == "auto" || device.id == request.device; };
    const auto device = std::find_if(devices.begin(), devices.end(), wanted);
    if (device == devices.end()) {
        const bool vulkan = request.device.starts_with("vulkan:");
        return Failure{"the device " + request.device + " is not there" + (vulkan ? ": this build has no Vulkan device" : "") +
                       "; use auto or one of: " + ids};
    }
    if (!request.dtype || std::find(device->dtypes.begin(), device->dtypes.end(), *request.dtype) != device->dtypes.end()) return {};
    std::string offered;
    for (const DType dtype : device->dtypes) offered += (offered.empty() ? "" : " or ") + std::string(dtype_name(dtype));
    const std::string wish(dtype_name(*request.dtype));
    return Failure{"the device " + device->id + " does not compute in " + wish + ": choose " + offered +
                   " (files of any type are converted)"};
}

}  // namespace imagelab
