#include "app/devices.h"

#include <algorithm>

#include "core/base/thread.h"
#include "core/cpu/cpu_device.h"
#include "gpu/vulkan_devices.h"

namespace imagelab {

namespace {

// A GPU before the processor; a driver that only plays one, which the processor's own kernels outrun many times, behind it.
int rank(const std::string& kind) {
    constexpr std::string_view order[] = {"discrete", "integrated", "virtual", "cpu"};
    return static_cast<int>(std::find(std::begin(order), std::end(order), kind) - std::begin(order));
}

}  // namespace

std::vector<std::unique_ptr<Device>> make_devices(int threads) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device(threads));
    // Those of the processor's kernels, of the libraries for pictures, and our own. OpenMP ends the program where it cannot start one.
    if (const auto enough = threads_available(2 * devices.front()->info().threads + 8); !enough) throw Error(enough.error());
    for (auto& device : make_vulkan_devices()) devices.push_back(std::move(device));
    std::stable_sort(devices.begin(), devices.end(),
                     [](const auto& a, const auto& b) { return rank(a->info().kind) < rank(b->info().kind); });
    return devices;
}

Result<Device*> device_for(const std::vector<std::unique_ptr<Device>>& devices, const std::string& id, std::optional<DType> dtype) {
    Request request;
    request.device = id, request.dtype = dtype;
    std::vector<DeviceInfo> infos;
    for (const auto& device : devices) infos.push_back(device->info());
    if (const auto there = check_device(request, infos); !there) return Failure{there.error()};
    const auto wanted = [&](const DeviceInfo& info) { return id == "auto" || info.id == id; };
    return devices[static_cast<size_t>(std::find_if(infos.begin(), infos.end(), wanted) - infos.begin())].get();
}

Result<void> check_device(const Request& request, const std::vector<DeviceInfo>& devices) {
    std::string ids;
    for (const DeviceInfo& device : devices) ids += (ids.empty() ? "" : ", ") + device.id;
    const auto wanted = [&](const DeviceInfo& device) { return request.device == "auto" || device.id == request.device; };
    const auto device = std::find_if(devices.begin(), devices.end(), wanted);
    if (device == devices.end()) {
        const bool vulkan = request.device.starts_with("vulkan:");
        return Failure{"the device " + request.device + " is not there" +
                       (vulkan ? ": the Vulkan loader finds no such driver (`vulkaninfo --summary` lists them; 1.3 is needed)" : "") +
                       "; use auto or one of: " + ids};
    }
    if (!request.dtype || device->offers(*request.dtype)) return {};
    std::string offered;
    for (const DType dtype : device->arithmetic()) offered += (offered.empty() ? "" : " or ") + std::string(dtype_name(dtype));
    const std::string wish(dtype_name(*request.dtype));
    return Failure{"the device " + device->id + " does not compute in " + wish + ": choose " + offered +
                   " (files of any type are converted)"};
}

}  // namespace imagelab
