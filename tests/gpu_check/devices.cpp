// The devices that the kernel table and the small models run on in this program: Vulkan's alone.
#include "tests/gpu_check/devices.h"

#include <algorithm>

#include "gpu/vulkan_devices.h"
#include "tests/support/devices.h"

namespace imagelab::test {
namespace {

std::vector<std::unique_ptr<Device>> chosen;

}  // namespace

void choose_devices(const std::string& id) {
    chosen = make_vulkan_devices();
    const auto software = [](const auto& device) { return device->info().kind == "software"; };
    if (!id.empty())
        std::erase_if(chosen, [&](const auto& device) { return device->info().id != id; });
    else if (!std::all_of(chosen.begin(), chosen.end(), software))
        std::erase_if(chosen, software);
    if (chosen.empty()) throw Error("[gpu_check] no Vulkan device" + (id.empty() ? "" : " " + id) + " was found: is a driver installed?");
}

const std::vector<std::unique_ptr<Device>>& test_devices() {
    return chosen;
}

}  // namespace imagelab::test
