#pragma once
// Looks at the devices every two seconds while it lives and keeps what it saw in the store.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/store/lab_devices.h"

namespace imagelab {

class DeviceSampler {
  public:
    struct Options {
        std::filesystem::path data;
        std::function<void(const std::string&)> trouble;
        std::string store = {};                       // address of a shared store, which hears of this machine's devices every ten seconds
        std::vector<LabDevices::Known> devices = {};  // those it hears of
    };
    // What cannot be written is told once and left out: watching devices is no reason to stop work.
    explicit DeviceSampler(Options options);
    ~DeviceSampler();
    DeviceSampler(const DeviceSampler&) = delete;
    DeviceSampler& operator=(const DeviceSampler&) = delete;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace imagelab
