#include "gpu/vulkan/physical_device.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "gpu/vulkan/cooperative_matrix.h"

namespace imagelab::gpu {

Features::Features() {
    all.pNext = &v11;
    v11.pNext = &v12;
    v12.pNext = &v13;
}

PhysicalDevice::PhysicalDevice(std::shared_ptr<Instance> instance, VkPhysicalDevice handle)
    : instance_(std::move(instance)), handle_(handle) {
    uint32_t count = 0;
    const auto enumerate = instance_->vk().EnumerateDeviceExtensionProperties;
    check(enumerate(handle_, nullptr, &count, nullptr), "read a device's extensions");
    std::vector<VkExtensionProperties> found(count);
    check(enumerate(handle_, nullptr, &count, found.data()), "read a device's extensions");
    for (const VkExtensionProperties& extension : found) extensions_.emplace_back(extension.extensionName);

    VkPhysicalDeviceProperties properties{};
    instance_->vk().GetPhysicalDeviceProperties(handle_, &properties);
    capabilities_.name = properties.deviceName;
    if (properties.apiVersion < VK_API_VERSION_1_3) {
        problem_ = "its driver offers Vulkan " + std::to_string(VK_API_VERSION_MAJOR(properties.apiVersion)) + "." +
                   std::to_string(VK_API_VERSION_MINOR(properties.apiVersion)) + ", 1.3 is needed: install a newer driver";
        return;
    }
    read_properties();
    read_features();
    if (has_extension(khr::cooperative_matrix_extension)) read_matrix_shapes();
    choose_queues();
    choose_memory();
}

bool PhysicalDevice::has_extension(const char* name) const {
    return std::find(extensions_.begin(), extensions_.end(), name) != extensions_.end();
}

void PhysicalDevice::read_properties() {
    VkPhysicalDeviceVulkan13Properties v13{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES};
    VkPhysicalDeviceVulkan12Properties v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES, &v13};
    VkPhysicalDeviceVulkan11Properties v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, &v12};
    VkPhysicalDeviceProperties2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &v11};
    instance_->vk().GetPhysicalDeviceProperties2(handle_, &all);
    const VkPhysicalDeviceLimits& limits = all.properties.limits;
    Capabilities& c = capabilities_;
    switch (all.properties.deviceType) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            c.type = DeviceType::discrete;
            break;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            c.type = DeviceType::integrated;
            break;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            c.type = DeviceType::virtual_gpu;
            break;
        default:
            c.type = DeviceType::software;
    }
    c.driver = std::string(v12.driverName) + (v12.driverInfo[0] != 0 ? " " : "") + v12.driverInfo;
    c.vendor_id = all.properties.vendorID;
    std::memcpy(c.pipeline_cache_id.data(), all.properties.pipelineCacheUUID, VK_UUID_SIZE);
    c.subgroup_size = v11.subgroupSize;
    c.min_subgroup_size = v13.minSubgroupSize;
    c.max_subgroup_size = v13.maxSubgroupSize;
    c.subgroup_arithmetic = (v11.subgroupSupportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT) != 0;
    c.subgroup_shuffle = (v11.subgroupSupportedOperations & VK_SUBGROUP_FEATURE_SHUFFLE_BIT) != 0;
    c.shared_bytes = limits.maxComputeSharedMemorySize;
    c.max_invocations = limits.maxComputeWorkGroupInvocations;
    std::copy_n(limits.maxComputeWorkGroupCount, 3, c.max_groups.begin());
    c.max_allocation_bytes =
        static_cast<int64_t>(std::min({v11.maxMemoryAllocationSize, v13.maxBufferSize, static_cast<VkDeviceSize>(INT64_MAX)}));
    c.memory_budget = has_extension(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    if (has_extension(VK_EXT_PCI_BUS_INFO_EXTENSION_NAME)) read_pci_address();
    timestamp_ns_ = limits.timestampPeriod;
}

void PhysicalDevice::read_pci_address() {
    VkPhysicalDevicePCIBusInfoPropertiesEXT pci{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PCI_BUS_INFO_PROPERTIES_EXT};
    VkPhysicalDeviceProperties2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &pci};
    instance_->vk().GetPhysicalDeviceProperties2(handle_, &all);
    char text[32];
    std::snprintf(text, sizeof text, "%04x:%02x:%02x.%x", pci.pciDomain, pci.pciBus, pci.pciDevice, pci.pciFunction);
    capabilities_.pci_address = text;
}

void PhysicalDevice::read_features() {
    Features features;
    instance_->vk().GetPhysicalDeviceFeatures2(handle_, &features.all);
    Capabilities& c = capabilities_;
    c.subgroup_size_control = features.v13.subgroupSizeControl != 0 && features.v13.computeFullSubgroups != 0;
    c.storage16 = features.v11.storageBuffer16BitAccess != 0;
    c.arithmetic_f16 = features.v12.shaderFloat16 != 0;
    if (c.name.starts_with("llvmpipe")) c.max_loop_steps = 65000;
    c.arithmetic_i64 = features.all.features.shaderInt64 != 0;
    c.memory_model = features.v12.vulkanMemoryModel != 0 && features.v12.vulkanMemoryModelDeviceScope != 0;
    const std::pair<VkBool32, const char*> needed[] = {{features.v12.bufferDeviceAddress, "buffer device addresses"},
                                                       {features.v12.scalarBlockLayout, "scalar block layout"},
                                                       {features.v12.timelineSemaphore, "timeline semaphores"},
                                                       {features.v13.synchronization2, "synchronization2"},
                                                       {features.v13.maintenance4, "maintenance4"}};
    for (const auto& [there, what] : needed) {
        if (!there) problem_ = std::string("its driver lacks ") + what;
    }
}

void PhysicalDevice::read_matrix_shapes() {
    khr::BFloat16Features bfloat16;
    khr::CooperativeMatrixFeatures feature;
    if (has_extension(khr::bfloat16_extension)) feature.pNext = &bfloat16;
    VkPhysicalDeviceFeatures2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &feature};
    instance_->vk().GetPhysicalDeviceFeatures2(handle_, &all);
    const auto list = reinterpret_cast<khr::GetCooperativeMatrixProperties>(
        instance_->vk().GetInstanceProcAddr(instance_->handle(), "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR"));
    uint32_t count = 0;
    if (!feature.cooperativeMatrix || list == nullptr || list(handle_, &count, nullptr) != VK_SUCCESS) return;
    std::vector<khr::CooperativeMatrixProperties> shapes(count);
    check(list(handle_, &count, shapes.data()), "read the device's matrix shapes");
    for (const khr::CooperativeMatrixProperties& shape : shapes) {
        const bool wide = shape.CType == khr::float32 && shape.ResultType == khr::float32 && shape.scope == khr::subgroup_scope;
        if (!wide || shape.AType != shape.BType || (shape.AType != khr::float16 && shape.AType != khr::bfloat16)) continue;
        if (shape.AType == khr::bfloat16 && !(bfloat16.type && bfloat16.cooperative_matrix)) continue;
        const auto element = shape.AType == khr::float16 ? MatrixShape::Element::f16 : MatrixShape::Element::bf16;
        capabilities_.matrix_shapes.push_back({shape.MSize, shape.NSize, shape.KSize, element});
    }
}

void PhysicalDevice::choose_queues() {
    uint32_t count = 0;
    instance_->vk().GetPhysicalDeviceQueueFamilyProperties(handle_, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    instance_->vk().GetPhysicalDeviceQueueFamilyProperties(handle_, &count, families.data());
    const auto find = [&](VkQueueFlags with, VkQueueFlags without) {
        const auto fits = [&](const VkQueueFamilyProperties& f) { return (f.queueFlags & with) == with && (f.queueFlags & without) == 0; };
        const auto found = std::find_if(families.begin(), families.end(), fits);
        return found == families.end() ? UINT32_MAX : static_cast<uint32_t>(found - families.begin());
    };
    queues_.compute = find(VK_QUEUE_COMPUTE_BIT | VK_QUEUE_GRAPHICS_BIT, 0);
    if (queues_.compute == UINT32_MAX) queues_.compute = find(VK_QUEUE_COMPUTE_BIT, 0);
    if (queues_.compute == UINT32_MAX) {
        problem_ = "it has no queue for compute";
        return;
    }
    queues_.transfer = find(VK_QUEUE_TRANSFER_BIT, VK_QUEUE_COMPUTE_BIT | VK_QUEUE_GRAPHICS_BIT);
    if (queues_.transfer == UINT32_MAX) queues_.transfer = queues_.compute;
    queues_.compute_timestamps = families[queues_.compute].timestampValidBits > 0;
}

void PhysicalDevice::choose_memory() {
    VkPhysicalDeviceMemoryProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2};
    instance_->vk().GetPhysicalDeviceMemoryProperties2(handle_, &properties);
    memory_ = properties.memoryProperties;
    // The best of the types with these properties: the largest heap; of equal ones, the first with `wish` as well, as the driver orders
    // them.
    const auto choose = [&](VkMemoryPropertyFlags with, VkMemoryPropertyFlags wish) {
        uint32_t best = UINT32_MAX;
        const auto rank = [&](uint32_t type) {
            const VkMemoryType& t = memory_.memoryTypes[type];
            return std::pair(memory_.memoryHeaps[t.heapIndex].size, (t.propertyFlags & wish) == wish);
        };
        for (uint32_t type = 0; type < memory_.memoryTypeCount; ++type) {
            const VkMemoryPropertyFlags flags = memory_.memoryTypes[type].propertyFlags;
            constexpr VkMemoryPropertyFlags special =
                VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD | VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT | VK_MEMORY_PROPERTY_PROTECTED_BIT;
            if ((flags & with) != with || (flags & special) != 0) continue;
            if (best == UINT32_MAX || rank(type) > rank(best)) best = type;
        }
        return best;
    };
    constexpr VkMemoryPropertyFlags mapped = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    device_type_ = choose(VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0);
    host_type_ = choose(mapped | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, 0);
    if (host_type_ == UINT32_MAX) host_type_ = choose(mapped, 0);
    if (device_type_ == UINT32_MAX || host_type_ == UINT32_MAX)
        problem_ = "it offers no memory that programs can use";
    else
        capabilities_.host_visible_device_memory =
            (memory_.memoryTypes[device_type_].propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0;
}

int64_t PhysicalDevice::device_heap_bytes() const {
    return static_cast<int64_t>(memory_.memoryHeaps[memory_.memoryTypes[device_type_].heapIndex].size);
}

namespace {

VkPhysicalDeviceMemoryBudgetPropertiesEXT budget(const Instance& instance, VkPhysicalDevice device) {
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget};
    instance.vk().GetPhysicalDeviceMemoryProperties2(device, &properties);
    return budget;
}

}  // namespace

int64_t PhysicalDevice::device_budget_bytes() const {
    if (!capabilities_.memory_budget) return -1;
    return static_cast<int64_t>(budget(*instance_, handle_).heapBudget[memory_.memoryTypes[device_type_].heapIndex]);
}

int64_t PhysicalDevice::device_usage_bytes() const {
    if (!capabilities_.memory_budget) return -1;
    return static_cast<int64_t>(budget(*instance_, handle_).heapUsage[memory_.memoryTypes[device_type_].heapIndex]);
}

}  // namespace imagelab::gpu
