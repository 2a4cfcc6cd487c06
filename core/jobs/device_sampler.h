#pragma once
// Looks at the devices every two seconds while it lives and keeps what it saw in the store.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/device/monitor/monitor.h"

namespace imagelab {

class DeviceSampler {
  public:
    // What cannot be written is told once and left out: watching devices is no reason to stop work.
    DeviceSampler(const std::filesystem::path& data, std::function<void(const std::string&)> trouble);
    ~DeviceSampler();
    DeviceSampler(const DeviceSampler&) = delete;
    DeviceSampler& operator=(const DeviceSampler&) = delete;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace imagelab
