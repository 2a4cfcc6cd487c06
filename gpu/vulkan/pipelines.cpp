#include "gpu/vulkan/pipelines.h"

#include <algorithm>
#include <cstring>

#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "gpu/vulkan/shader_modules.h"

namespace imagelab::gpu {
namespace {

namespace fs = std::filesystem;

// What stands before the driver's bytes in the file.
struct FileHeader {
    char magic[8] = {'i', 'l', 'a', 'b', 'v', 'k', 'p', '1'};
    uint64_t device = 0, bytes = 0, checksum = 0;
};

std::string read_cache(const fs::path& file, uint64_t device) {
    std::error_code missing;
    if (!fs::exists(file, missing)) return {};
    try {
        std::string text = read_text_file(file);
        FileHeader header, expected;
        if (text.size() < sizeof header) return {};
        std::memcpy(&header, text.data(), sizeof header);
        text.erase(0, sizeof header);
        const bool whole = std::memcmp(header.magic, expected.magic, sizeof header.magic) == 0 && header.device == device &&
                           header.bytes == text.size() && header.checksum == fnv1a(std::as_bytes(std::span(text)));
        return whole ? text : std::string();
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

uint64_t device_key(const Capabilities& c) {
    const std::string text = c.name + "\n" + c.driver + "\n" + std::string(c.pipeline_cache_id.begin(), c.pipeline_cache_id.end());
    return fnv1a(std::as_bytes(std::span(text)));
}

Pipelines::Pipelines(const PhysicalDevice& physical, const DeviceFunctions& vk, VkDevice device, const fs::path& folder)
    : physical_(physical), vk_(vk), device_(device) {
    const uint64_t key = device_key(physical.capabilities());
    if (!folder.empty()) file_ = folder / ("pipelines-" + hexadecimal(key) + ".bin");
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, Recorder::max_params_bytes};
    VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layout.pushConstantRangeCount = 1;
    layout.pPushConstantRanges = &range;
    VkPipelineLayout made = VK_NULL_HANDLE;
    check(vk_.CreatePipelineLayout(device_, &layout, nullptr, &made), "create the pipeline layout");
    layout_ = PipelineLayoutHandle(vk_, device_, made);

    const std::string stored = file_.empty() ? std::string() : read_cache(file_, key);
    VkPipelineCacheCreateInfo cache{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    cache.initialDataSize = stored.size();
    cache.pInitialData = stored.data();
    VkPipelineCache opened = VK_NULL_HANDLE;
    check(vk_.CreatePipelineCache(device_, &cache, nullptr, &opened), "create the pipeline cache");
    cache_ = PipelineCacheHandle(vk_, device_, opened);
}

Pipelines::~Pipelines() {
    save();
}

const Pipeline& Pipelines::pipeline_of(std::string_view shader, std::span<const uint32_t> constants, uint32_t subgroup_size) {
    const std::lock_guard lock(mutex_);
    Key key{std::string(shader), {constants.begin(), constants.end()}, subgroup_size};
    const auto known = pipelines_.find(key);
    if (known != pipelines_.end()) return known->second;
    const auto modules = shader_modules();
    const auto module = std::find_if(modules.begin(), modules.end(), [&](const ShaderModule& m) { return m.name == shader; });
    if (module == modules.end()) throw Error("[vulkan] there is no shader " + std::string(shader));
    Pipeline pipeline;
    pipeline.name_ = module->name;
    pipeline.spirv_ = module->spirv;
    pipeline.constants_ = std::get<1>(key);
    pipeline.subgroup_size_ = subgroup_size;
    return pipelines_.emplace(std::move(key), std::move(pipeline)).first->second;
}

VkPipeline Pipelines::handle(const Pipeline& pipeline) {
    const std::lock_guard lock(mutex_);
    if (pipeline.handle_) return pipeline.handle_.get();
    const std::string what = "build the shader " + pipeline.name_;
    VkShaderModuleCreateInfo module{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    module.codeSize = pipeline.spirv_.size_bytes();
    module.pCode = pipeline.spirv_.data();
    VkShaderModule made = VK_NULL_HANDLE;
    check(vk_.CreateShaderModule(device_, &module, nullptr, &made), what);
    const ShaderHandle shader(vk_, device_, made);

    std::vector<VkSpecializationMapEntry> entries;
    for (uint32_t i = 0; i < pipeline.constants_.size(); ++i) entries.push_back({i, i * 4, 4});
    const VkSpecializationInfo constants{static_cast<uint32_t>(entries.size()), entries.data(), pipeline.constants_.size() * 4,
                                         pipeline.constants_.data()};
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo size{VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO};
    size.requiredSubgroupSize = pipeline.subgroup_size_;
    VkComputePipelineCreateInfo info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = shader.get();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = entries.empty() ? nullptr : &constants;
    if (pipeline.subgroup_size_ != 0 && physical_.capabilities().subgroup_size_control) {
        info.stage.pNext = &size;
        info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
    }
    info.layout = layout_.get();
    VkPipeline built = VK_NULL_HANDLE;
    check(vk_.CreateComputePipelines(device_, cache_.get(), 1, &info, nullptr, &built), what);
    pipeline.handle_ = PipelineHandle(vk_, device_, built);
    changed_ = true;
    return built;
}

void Pipelines::save() {
    const std::lock_guard lock(mutex_);
    if (!changed_ || file_.empty()) return;
    changed_ = false;
    try {
        size_t bytes = 0;
        check(vk_.GetPipelineCacheData(device_, cache_.get(), &bytes, nullptr), "read the pipeline cache");
        std::vector<std::byte> file(sizeof(FileHeader) + bytes);
        check(vk_.GetPipelineCacheData(device_, cache_.get(), &bytes, file.data() + sizeof(FileHeader)), "read the pipeline cache");
        file.resize(sizeof(FileHeader) + bytes);
        FileHeader header;
        header.device = device_key(physical_.capabilities());
        header.bytes = bytes;
        header.checksum = fnv1a(std::span<const std::byte>(file).subspan(sizeof header));
        std::memcpy(file.data(), &header, sizeof header);
        fs::create_directories(file_.parent_path());
        write_file_atomically(file_, file.data(), file.size());
    } catch (const std::exception& error) {
        log_debug(std::string("the pipeline cache was not kept: ") + error.what());
    }
}

}  // namespace imagelab::gpu
