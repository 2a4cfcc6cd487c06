#pragma once
#include <string>

namespace imagelab::test {

// Which Vulkan devices test_devices() gives: "vulkan:0", or empty for every GPU, or every software driver where there is no GPU. Called
// before the first test_devices(). Throws Error where there is no such device.
void choose_devices(const std::string& id);

}  // namespace imagelab::test
