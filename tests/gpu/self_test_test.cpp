#include "gpu/self_test.h"

#include <gtest/gtest.h>

#include "gpu/vulkan/instance.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

using namespace gpu;

std::vector<std::shared_ptr<LogicalDevice>> open_all() {
    test::vulkan_devices();
    std::vector<std::shared_ptr<LogicalDevice>> devices;
    const auto instance = Instance::open(validation_installed());
    if (instance == nullptr) return devices;
    for (const VkPhysicalDevice handle : instance->physical_devices()) {
        const PhysicalDevice physical(instance, handle);
        if (physical.problem().empty()) devices.push_back(std::make_shared<LogicalDevice>(physical, 0));
    }
    return devices;
}

size_t files_in(const std::filesystem::path& folder) {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

TEST(SelfTest, FindsAWrongResultAndSaysWhere) {
    for (const auto& device : open_all()) {
        EXPECT_EQ(run_self_test(device, {DType::f32}), "");
        const std::string trouble = run_self_test(device, {DType::f32}, 0.5f);
        EXPECT_NE(trouble.find("linear in f32 is off by"), std::string::npos) << trouble;
    }
}

TEST(SelfTest, APassIsRememberedForTheDeviceAndItsPrecisions) {
    const test::TempFolder folder;
    const auto devices = open_all();
    for (size_t i = 0; i < devices.size(); ++i) {
        EXPECT_EQ(self_test(devices[i], {DType::f32}, folder.path()), "");
        EXPECT_EQ(files_in(folder.path()), i + 1);
        EXPECT_EQ(self_test(devices[i], {DType::f32}, folder.path()), "");
        EXPECT_EQ(files_in(folder.path()), i + 1) << "not done again";
    }
    if (devices.empty() || !devices[0]->capabilities().storage16) return;
    EXPECT_EQ(self_test(devices[0], {DType::f32, DType::f16}, folder.path()), "");
    EXPECT_EQ(files_in(folder.path()), devices.size() + 1);
}

}  // namespace
}  // namespace imagelab
