#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gpu/kernels/recorder.h"
#include "gpu/vulkan/handle.h"
#include "gpu/vulkan/physical_device.h"

namespace imagelab::gpu {

// The same for the same device with the same driver: what files of the cache folder are named by.
uint64_t device_key(const Capabilities& capabilities);

// One shader with its constants. Named when a node is lowered, built when it is first recorded: planning builds nothing.
class Pipeline final {
  public:
    const std::string& name() const { return name_; }  // of the shader

  private:
    friend class Pipelines;
    std::string name_;
    std::span<const uint32_t> spirv_;
    std::vector<uint32_t> constants_;
    uint32_t subgroup_size_ = 0;
    mutable PipelineHandle handle_;
};

// The pipelines of a device, each built once, and the driver's cache of them, kept in a file of the user's cache folder. A file that is
// damaged, or from another device or driver, is ignored.
class Pipelines final : public PipelineSource {
  public:
    // folder: empty keeps nothing on disk.
    Pipelines(const PhysicalDevice& physical, const DeviceFunctions& vk, VkDevice device, const std::filesystem::path& folder);
    ~Pipelines() override;

    VkPipeline handle(const Pipeline& pipeline);  // builds it where needed
    VkPipelineLayout layout() const { return layout_.get(); }
    void save();  // writes the cache where there is something new; never throws

  private:
    const Pipeline& pipeline_of(std::string_view shader, std::span<const uint32_t> constants, uint32_t subgroup_size) override;
    using Key = std::tuple<std::string, std::vector<uint32_t>, uint32_t>;

    const PhysicalDevice& physical_;
    const DeviceFunctions& vk_;
    VkDevice device_;
    std::filesystem::path file_;
    PipelineLayoutHandle layout_;
    PipelineCacheHandle cache_;
    std::mutex mutex_;
    std::map<Key, Pipeline> pipelines_;
    bool changed_ = false;
};

}  // namespace imagelab::gpu
