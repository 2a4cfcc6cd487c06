#pragma once
#include <memory>
#include <vector>

#include "core/device/device.h"

namespace imagelab::test {

// Every device found on this machine; the kernel table, the programs and the small models run on each, in each dtype it offers.
std::vector<std::unique_ptr<Device>> test_devices();

}  // namespace imagelab::test
