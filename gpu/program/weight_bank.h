#pragma once
#include <map>
#include <mutex>
#include <span>

#include "core/device/device.h"
#include "gpu/kernels/kernel.h"
#include "gpu/vulkan/logical_device.h"

namespace imagelab::gpu {

// Values placed one behind the other in blocks no larger than the device gives; none straddles two.
struct BlockPlan {
    struct Spot {
        size_t block = 0;
        int64_t offset = 0;
    };
    std::vector<Spot> spots;
    std::vector<int64_t> blocks;  // bytes of each
    static BlockPlan place(std::span<const int64_t> bytes, int64_t max_block_bytes);
    int64_t taken(const BlockRules& rules, Place place) const;
};

// Packed weights of one component. A load takes one slab of blocks for all it packs at a place; a slab lives while a program uses any
// weight in it.
class GpuWeightBank final : public WeightBank {
  public:
    GpuWeightBank(std::shared_ptr<const WeightMap> weights, std::shared_ptr<LogicalDevice> device)
        : device_(std::move(device)), weights_(std::move(weights)) {}

    struct Packed {
        std::shared_ptr<const std::vector<Block>> slab;
        BlockPlan::Spot spot;
        const Block& block() const { return (*slab)[spot.block]; }
        Address address() const { return block().address() + static_cast<Address>(spot.offset); }
    };
    // Packs what is missing, uploading one half of the staging memory while the other is filled. In the order of `slots`; places[i] says
    // where slot i is wanted: host memory for weights that are streamed.
    std::vector<Packed> get(std::span<const WeightSlot> slots, std::span<const Place> places, const std::function<void(double)>& progress,
                            const CancelToken& cancel);

    int64_t bytes() const override;
    void trim() override;
    void repack(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors, const std::function<void(double)>& progress,
                const CancelToken& cancel) override;
    LogicalDevice& device() const { return *device_; }

    // Indices of the slots without those that stand there twice: what the bank packs, and what a plan counts.
    static std::vector<size_t> distinct(std::span<const WeightSlot> slots);
    // Host memory while they are packed for the device, as the driver rounds it.
    static int64_t staging_bytes(std::span<const WeightSlot> slots, const BlockRules& rules);

  private:
    struct Entry {
        WeightSlot slot;
        Place place;
        Packed packed;
    };
    const Packed* find(const WeightSlot& slot, Place place) const;
    void pack_to_host(std::span<const WeightSlot* const> missing, std::span<const Packed> packed, const std::function<void(int64_t)>& done);
    void pack_to_device(std::span<const WeightSlot* const> missing, std::span<const Packed> packed,
                        const std::function<void(int64_t)>& done);

    std::shared_ptr<LogicalDevice> device_;
    std::shared_ptr<const WeightMap> weights_;
    mutable std::mutex mutex_;
    std::multimap<std::string, Entry> entries_;  // by weight_key
};

}  // namespace imagelab::gpu
