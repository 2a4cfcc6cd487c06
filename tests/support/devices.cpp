#include "tests/support/devices.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/cpu/cpu_device.h"
#include "gpu/vulkan/instance.h"
#include "gpu/vulkan_devices.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

// The loader looks for drivers in its folders alone; SwiftShader lies where Debian's chromium-common puts it.
void show_all_drivers() {
    if (std::getenv("VK_DRIVER_FILES") != nullptr || std::getenv("VK_ICD_FILENAMES") != nullptr) return;
    std::string files;
    std::error_code missing;
    for (const char* folder : {"/etc/vulkan/icd.d", "/usr/share/vulkan/icd.d"}) {
        for (const auto& entry : fs::directory_iterator(folder, missing)) files += entry.path().string() + ":";
    }
    const fs::path swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
    if (fs::exists(swiftshader)) files += swiftshader.string();
    ::setenv("VK_ICD_FILENAMES", files.c_str(), 1);
    ::setenv("VK_DRIVER_FILES", files.c_str(), 1);
}

class Devices final : public ::testing::Environment {
  public:
    static Devices& get() {
        static auto* devices = new Devices;  // gtest owns it
        return *devices;
    }
    const std::vector<std::unique_ptr<Device>>& list() {
        if (!devices_.empty()) return devices_;
        devices_.push_back(make_cpu_device());
        if (const char* wanted = std::getenv("IMAGELAB_TEST_DEVICES"); wanted != nullptr && std::string(wanted) == "cpu") return devices_;
        VulkanOptions options;
        options.validation = gpu::validation_installed();
        for (auto& device : make_vulkan_devices(options)) devices_.push_back(std::move(device));
        const bool lavapipe = std::any_of(devices_.begin(), devices_.end(),
                                          [](const auto& device) { return device->info().name.find("llvmpipe") != std::string::npos; });
        EXPECT_TRUE(lavapipe)
            << "no lavapipe here: install mesa-vulkan-drivers, or leave the Vulkan tests out with IMAGELAB_TEST_DEVICES=cpu";
        return devices_;
    }
    void SetUp() override {
        show_all_drivers();
        // Compiled shaders outlive a run, but not beside a user's own.
        ::setenv("IMAGELAB_CACHE", (fs::read_symlink("/proc/self/exe").parent_path() / "cache").c_str(), 0);
    }
    void TearDown() override {
        devices_.clear();
        EXPECT_EQ(gpu::validation_messages(), "");
    }

  private:
    std::vector<std::unique_ptr<Device>> devices_;
};

const ::testing::Environment* const registered = ::testing::AddGlobalTestEnvironment(&Devices::get());

}  // namespace

const std::vector<std::unique_ptr<Device>>& test_devices() {
    return Devices::get().list();
}

}  // namespace imagelab::test
