#pragma once
// A processor device that tests look into: what it reports can be changed, and a hook sees every run of a program before it happens.
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "core/device/device.h"

namespace imagelab::test {

struct DeviceWatch {
    std::string id = "cpu";
    std::string monitor_key;   // empty: the processor's
    int64_t memory_total = 0;  // 0: the machine's
    // Called with the name of the program's first output ("noise" of a UNet, "image" of a decoder); may throw.
    std::function<void(const std::string& output)> before_run;
    std::atomic<int> programs = 0;  // loaded and alive
};

std::unique_ptr<Device> make_watched_device(std::shared_ptr<DeviceWatch> watch, int threads = 1);

}  // namespace imagelab::test
