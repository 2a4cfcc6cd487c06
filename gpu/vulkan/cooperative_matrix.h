#pragma once
// VK_KHR_cooperative_matrix (and bfloat16 of VK_KHR_shader_bfloat16), which the headers of Vulkan 1.3.239 do not have yet. Values from the
// Vulkan registry (vk.xml).
#include <vulkan/vulkan.h>

namespace imagelab::gpu::khr {

constexpr const char* cooperative_matrix_extension = "VK_KHR_cooperative_matrix";
constexpr auto structure_type_features = static_cast<VkStructureType>(1000506000);
constexpr auto structure_type_properties = static_cast<VkStructureType>(1000506001);

struct CooperativeMatrixFeatures {
    VkStructureType sType = structure_type_features;
    void* pNext = nullptr;
    VkBool32 cooperativeMatrix = VK_FALSE;
    VkBool32 cooperativeMatrixRobustBufferAccess = VK_FALSE;
};

constexpr const char* bfloat16_extension = "VK_KHR_shader_bfloat16";
struct BFloat16Features {
    VkStructureType sType = static_cast<VkStructureType>(1000141000);
    void* pNext = nullptr;
    VkBool32 type = VK_FALSE, dot_product = VK_FALSE, cooperative_matrix = VK_FALSE;
};

enum ComponentType : uint32_t { float16 = 0, float32 = 1, bfloat16 = 1000141000 };
constexpr uint32_t subgroup_scope = 3;

struct CooperativeMatrixProperties {
    VkStructureType sType = structure_type_properties;
    void* pNext = nullptr;
    uint32_t MSize = 0, NSize = 0, KSize = 0;
    uint32_t AType = 0, BType = 0, CType = 0, ResultType = 0;
    VkBool32 saturatingAccumulation = VK_FALSE;
    uint32_t scope = 0;
};

using GetCooperativeMatrixProperties = VkResult(VKAPI_PTR*)(VkPhysicalDevice, uint32_t*, CooperativeMatrixProperties*);

}  // namespace imagelab::gpu::khr
