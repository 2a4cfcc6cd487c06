// The devices that the kernel table and the small models run on in this program: Vulkan's alone.
#include "tests/support/devices.h"

#include "gpu/vulkan_devices.h"

namespace imagelab::test {

const std::vector<std::unique_ptr<Device>>& test_devices() {
    static const auto devices = make_vulkan_devices();
    return devices;
}

}  // namespace imagelab::test
