#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gpu/vulkan/loader.h"

namespace imagelab::gpu {

// A Vulkan 1.3 instance. With validation, what the Khronos layer says is collected and becomes an Error at the next raise().
class Instance final {
  public:
    // nullptr where there is no loader or no driver. validation: also where IMAGELAB_VALIDATION=1; throws Error where the layer is not
    // installed.
    static std::shared_ptr<Instance> open(bool validation);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    VkInstance handle() const { return instance_; }
    const InstanceFunctions& vk() const { return vk_; }
    bool labels() const { return vk_.CmdBeginDebugUtilsLabelEXT != nullptr; }
    std::vector<VkPhysicalDevice> physical_devices() const;
    void raise();  // throws Error with the layer's messages since the last call
    void heard(const std::string& message);

  private:
    Instance(VkInstance instance, bool validation);

    VkInstance instance_;
    InstanceFunctions vk_;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    std::mutex mutex_;
    std::string messages_;
};

bool validation_installed();  // whether the Khronos layer is on this machine

// All that validation layers said in this process, also after the instance was gone; for the tests' last word.
std::string validation_messages();

}  // namespace imagelab::gpu
