#pragma once
// What kernels record: dispatches of compute pipelines with their parameters. Tensors are named by buffer device address, so there is no
// descriptor set, no limit of maxStorageBufferRange, and one pipeline layout (128 bytes of push constants) for all shaders.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace imagelab::gpu {

using Address = uint64_t;  // VkDeviceAddress; 0: there is no such operand

class Pipeline;  // gpu/vulkan/pipelines.h

// Gives compiled pipelines; the same shader and constants give the same pipeline. A shader's name is its file's stem and the suffixes of
// its variant in shaders/variants.txt: "group_norm_apply_bf16".
class PipelineSource {
  public:
    virtual ~PipelineSource() = default;
    const Pipeline& pipeline(std::string_view shader) { return pipeline_of(shader, {}, 0); }
    // Constants: a struct of shaders/params. subgroup_size 0: the device's own. Throws Error for an unknown name.
    template <class Constants>
    const Pipeline& pipeline(std::string_view shader, const Constants& constants, uint32_t subgroup_size = 0) {
        return pipeline_of(shader, std::bit_cast<std::array<uint32_t, sizeof(Constants) / sizeof(uint32_t)>>(constants), subgroup_size);
    }

  private:
    // constants[i] has the id i.
    virtual const Pipeline& pipeline_of(std::string_view shader, std::span<const uint32_t> constants, uint32_t subgroup_size) = 0;
};

struct Groups {
    uint32_t x = 1, y = 1, z = 1;
};

class Recorder {
  public:
    static constexpr size_t max_params_bytes = 128;
    virtual ~Recorder() = default;

    // Params: a struct of shaders/params. Dispatches between two barriers may run in any order and at once.
    template <class Params>
    void dispatch(const Pipeline& pipeline, Groups groups, const Params& params) {
        static_assert(std::is_trivially_copyable_v<Params> && sizeof(Params) <= max_params_bytes);
        dispatch_bytes(pipeline, groups, std::as_bytes(std::span(&params, 1)));
    }
    // Everything after sees what everything before wrote. The program puts one between two nodes; a kernel puts them between its own
    // stages.
    virtual void barrier() = 0;
    virtual void copy(Address from, Address to, int64_t bytes) = 0;  // 4-byte multiples; both inside this program's memory

  private:
    virtual void dispatch_bytes(const Pipeline& pipeline, Groups groups, std::span<const std::byte> params) = 0;
};

}  // namespace imagelab::gpu
