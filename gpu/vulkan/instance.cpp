#include "gpu/vulkan/instance.h"

#include <cstdlib>
#include <cstring>

#include "core/base/log.h"

namespace imagelab::gpu {
namespace {

constexpr const char* layer = "VK_LAYER_KHRONOS_validation";

std::mutex all_mutex;
std::string& all_messages() {
    static std::string text;
    return text;
}

template <class Function>
Function global(const char* name) {
    return reinterpret_cast<Function>(vulkan_loader()(nullptr, name));
}

bool has_debug_utils() {
    uint32_t count = 0;
    const auto enumerate = global<PFN_vkEnumerateInstanceExtensionProperties>("vkEnumerateInstanceExtensionProperties");
    enumerate(nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> extensions(count);
    enumerate(nullptr, &count, extensions.data());
    for (const VkExtensionProperties& found : extensions) {
        if (std::strcmp(found.extensionName, VK_EXT_DEBUG_UTILS_EXTENSION_NAME) == 0) return true;
    }
    return false;
}

VKAPI_ATTR VkBool32 VKAPI_CALL receive(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                       const VkDebugUtilsMessengerCallbackDataEXT* data, void* instance) {
    static_cast<Instance*>(instance)->heard(data->pMessage);
    return VK_FALSE;
}

}  // namespace

bool validation_installed() {
    if (vulkan_loader() == nullptr) return false;
    uint32_t count = 0;
    const auto enumerate = global<PFN_vkEnumerateInstanceLayerProperties>("vkEnumerateInstanceLayerProperties");
    enumerate(&count, nullptr);
    std::vector<VkLayerProperties> layers(count);
    enumerate(&count, layers.data());
    for (const VkLayerProperties& found : layers) {
        if (std::strcmp(found.layerName, layer) == 0) return true;
    }
    return false;
}

std::shared_ptr<Instance> Instance::open(bool validation) {
    if (vulkan_loader() == nullptr) return nullptr;
    const char* wish = std::getenv("IMAGELAB_VALIDATION");
    validation = validation || (wish != nullptr && std::strcmp(wish, "1") == 0);
    if (validation && !validation_installed())
        throw Error("[vulkan] validation was asked for and the layer " + std::string(layer) +
                    " is not installed (Debian: vulkan-validationlayers)");
    VkApplicationInfo application{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    application.pApplicationName = application.pEngineName = "imagelab";
    application.apiVersion = VK_API_VERSION_1_3;
    std::vector<const char*> extensions;
    if (has_debug_utils()) extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    info.pApplicationInfo = &application;
    info.enabledLayerCount = validation ? 1 : 0;
    info.ppEnabledLayerNames = &layer;
    info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    VkInstance instance = nullptr;
    const VkResult result = global<PFN_vkCreateInstance>("vkCreateInstance")(&info, nullptr, &instance);
    if (result != VK_SUCCESS) {
        log_debug("no Vulkan instance: VkResult " + std::to_string(result));
        return nullptr;
    }
    return std::shared_ptr<Instance>(new Instance(instance, validation));
}

Instance::Instance(VkInstance instance, bool validation) : instance_(instance), vk_(load_functions(instance)) {
    if (!validation || vk_.CreateDebugUtilsMessengerEXT == nullptr) return;
    VkDebugUtilsMessengerCreateInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    info.pfnUserCallback = receive;
    info.pUserData = this;
    check(vk_.CreateDebugUtilsMessengerEXT(instance_, &info, nullptr, &messenger_), "listen to the validation layer");
}

Instance::~Instance() {
    if (messenger_ != VK_NULL_HANDLE) vk_.DestroyDebugUtilsMessengerEXT(instance_, messenger_, nullptr);
    vk_.DestroyInstance(instance_, nullptr);
}

std::vector<VkPhysicalDevice> Instance::physical_devices() const {
    uint32_t count = 0;
    check(vk_.EnumeratePhysicalDevices(instance_, &count, nullptr), "list the devices");
    std::vector<VkPhysicalDevice> devices(count);
    check(vk_.EnumeratePhysicalDevices(instance_, &count, devices.data()), "list the devices");
    devices.resize(count);
    return devices;
}

void Instance::heard(const std::string& message) {
    log_error("[vulkan] validation: " + message);
    {
        const std::lock_guard lock(all_mutex);
        all_messages() += message + "\n";
    }
    const std::lock_guard lock(mutex_);
    messages_ += message + "\n";
}

void Instance::raise() {
    const std::lock_guard lock(mutex_);
    if (messages_.empty()) return;
    throw Error("[vulkan] the validation layer says: " + std::exchange(messages_, {}));
}

std::string validation_messages() {
    const std::lock_guard lock(all_mutex);
    return all_messages();
}

}  // namespace imagelab::gpu
