#include "gpu/vulkan/loader.h"

#include <dlfcn.h>

namespace imagelab::gpu {
namespace {

template <class Function>
void find(Function& function, PFN_vkVoidFunction found, const char* name) {
    if (found == nullptr) throw Error(std::string("[vulkan] the driver lacks ") + name + ": install a newer one");
    function = reinterpret_cast<Function>(found);
}

}  // namespace

PFN_vkGetInstanceProcAddr vulkan_loader() {
    static const PFN_vkGetInstanceProcAddr loaded = [] {
        // Never closed: drivers leave threads and exit handlers behind.
        void* library = ::dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
        return library == nullptr ? nullptr : reinterpret_cast<PFN_vkGetInstanceProcAddr>(::dlsym(library, "vkGetInstanceProcAddr"));
    }();
    return loaded;
}

InstanceFunctions load_functions(VkInstance instance) {
    InstanceFunctions vk;
    vk.GetInstanceProcAddr = vulkan_loader();
#define IMAGELAB_VK_LOAD(name) find(vk.name, vk.GetInstanceProcAddr(instance, "vk" #name), "vk" #name);
    IMAGELAB_VK_INSTANCE_FUNCTIONS(IMAGELAB_VK_LOAD)
#undef IMAGELAB_VK_LOAD
    const auto optional = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(vk.GetInstanceProcAddr(instance, name));
    };
    optional(vk.CreateDebugUtilsMessengerEXT, "vkCreateDebugUtilsMessengerEXT");
    optional(vk.DestroyDebugUtilsMessengerEXT, "vkDestroyDebugUtilsMessengerEXT");
    optional(vk.CmdBeginDebugUtilsLabelEXT, "vkCmdBeginDebugUtilsLabelEXT");
    optional(vk.CmdEndDebugUtilsLabelEXT, "vkCmdEndDebugUtilsLabelEXT");
    optional(vk.CmdInsertDebugUtilsLabelEXT, "vkCmdInsertDebugUtilsLabelEXT");
    optional(vk.SetDebugUtilsObjectNameEXT, "vkSetDebugUtilsObjectNameEXT");
    return vk;
}

DeviceFunctions load_functions(const InstanceFunctions& instance, VkDevice device) {
    DeviceFunctions vk;
#define IMAGELAB_VK_LOAD(name) find(vk.name, instance.GetDeviceProcAddr(device, "vk" #name), "vk" #name);
    IMAGELAB_VK_DEVICE_FUNCTIONS(IMAGELAB_VK_LOAD)
#undef IMAGELAB_VK_LOAD
    return vk;
}

void check(VkResult result, const std::string& what) {
    if (result >= 0) return;
    switch (result) {
        case VK_ERROR_DEVICE_LOST:
            throw DeviceLost(
                "[vulkan] the device stopped answering while trying to " + what +
                " (device lost): its driver was reset or the work took too long; try again, with a smaller size if it happens again");
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
            throw OutOfMemory("[vulkan] out of device memory while trying to " + what +
                              ": choose a smaller size, a memory budget (--memory-budget), or close other programs that use the device");
        case VK_ERROR_OUT_OF_HOST_MEMORY:
            throw OutOfMemory("[vulkan] out of memory while trying to " + what + ": choose a smaller size or close other programs");
        default:
            throw Error("[vulkan] could not " + what + " (VkResult " + std::to_string(result) + ")");
    }
}

}  // namespace imagelab::gpu
