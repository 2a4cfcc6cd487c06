#include "tests/support/devices.h"

#include "core/cpu/cpu_device.h"

namespace imagelab::test {

std::vector<std::unique_ptr<Device>> test_devices() {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device());
    return devices;
}

}  // namespace imagelab::test
